package dev.quire.internal.statetree;

import dev.quire.merkle.BitPath;
import dev.quire.merkle.StateKey;
import java.util.Optional;

/** What a proof is asked to open: one key, present or not, or all keys of an interval. */
public final class KeyRange {
    private final BitPath from;
    private final Optional<BitPath> to;
    private final boolean single;

    private KeyRange(BitPath from, Optional<BitPath> to, boolean single) {
        this.from = from;
        this.to = to;
        this.single = single;
    }

    /** {@code key} alone. */
    public static KeyRange of(StateKey key) {
        return new KeyRange(key.path(), Optional.empty(), true);
    }

    /** All keys from {@code from}, inclusive, to {@code to}, exclusive. */
    public static KeyRange between(StateKey from, StateKey to) {
        return new KeyRange(from.path(), Optional.of(to.path()), false);
    }

    /** All keys from {@code from}, inclusive, to the end of the state. */
    public static KeyRange startingAt(StateKey from) {
        return new KeyRange(from.path(), Optional.empty(), false);
    }

    /** Can a path that starts with {@code place} be in the range? */
    boolean touches(BitPath place) {
        if (from.startsWith(place)) {
            return to.isEmpty() || from.compareTo(to.get()) < 0;
        }
        return !single && place.compareTo(from) > 0 && (to.isEmpty() || place.compareTo(to.get()) < 0);
    }
}
