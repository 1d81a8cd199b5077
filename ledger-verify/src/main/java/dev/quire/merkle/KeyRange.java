package dev.quire.merkle;

import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import java.util.Optional;

/** What is asked of the state: one key, present or not, or all keys of an interval. Immutable. */
public final class KeyRange {
    private static final int KEY = 1;
    private static final int BETWEEN = 2;
    private static final int TO_THE_END = 3;

    private final StateKey from;
    private final Optional<StateKey> to;
    private final boolean single;
    private final BitPath fromPath;
    private final Optional<BitPath> toPath;

    private KeyRange(StateKey from, Optional<StateKey> to, boolean single) {
        this.from = from;
        this.to = to;
        this.single = single;
        this.fromPath = from.path();
        this.toPath = to.map(StateKey::path);
    }

    /** {@code key} alone. */
    public static KeyRange of(StateKey key) {
        return new KeyRange(key, Optional.empty(), true);
    }

    /** All keys from {@code from}, inclusive, to {@code to}, exclusive; none if {@code to} is not above {@code from}. */
    public static KeyRange between(StateKey from, StateKey to) {
        return new KeyRange(from, Optional.of(to), false);
    }

    /** All keys from {@code from}, inclusive, to the end of the state. */
    public static KeyRange startingAt(StateKey from) {
        return new KeyRange(from, Optional.empty(), false);
    }

    /** The key asked for, or the first that may be in the interval. */
    public StateKey from() {
        return from;
    }

    /** The first key behind the interval; empty for one key, and for an interval without an end. */
    public Optional<StateKey> to() {
        return to;
    }

    /** Is one key asked for? */
    public boolean isSingle() {
        return single;
    }

    /** Can no key be in it? */
    public boolean isEmpty() {
        return to.isPresent() && from.compareTo(to.get()) >= 0;
    }

    /** Can a path that starts with {@code place} be in the range? */
    public boolean touches(BitPath place) {
        if (fromPath.startsWith(place)) {
            return toPath.isEmpty() || fromPath.compareTo(toPath.get()) < 0;
        }
        return !single && place.compareTo(fromPath) > 0 && (toPath.isEmpty() || place.compareTo(toPath.get()) < 0);
    }

    /** Writes its canonical bytes: uint8 kind, the full key, and for an interval with an end the full key of that. */
    public void write(CanonicalWriter out) {
        out.u8(single ? KEY : to.isPresent() ? BETWEEN : TO_THE_END);
        out.bytes(from.fullKey());
        to.ifPresent(end -> out.bytes(end.fullKey()));
    }

    /** Reads what {@link #write} wrote. */
    public static KeyRange read(CanonicalReader in) throws MalformedException {
        int kind = in.u8();
        return switch (kind) {
            case KEY -> of(StateKey.read(in));
            case BETWEEN -> between(StateKey.read(in), StateKey.read(in));
            case TO_THE_END -> startingAt(StateKey.read(in));
            default -> throw in.malformed("no question is of kind " + kind);
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyRange that && single == that.single && from.equals(that.from) && to.equals(that.to);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * from.hashCode() + to.hashCode()) + Boolean.hashCode(single);
    }

    @Override
    public String toString() {
        return single
                ? "key " + from
                : "keys from " + from + to.map(end -> " to " + end).orElse("");
    }
}
