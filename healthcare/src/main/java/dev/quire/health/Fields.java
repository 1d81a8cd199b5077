package dev.quire.health;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The fields that several structures share: sets in ascending order, optional values, public keys, public names. */
final class Fields {
    private Fields() {}

    /**
     * The values in ascending order.
     *
     * @throws IllegalArgumentException if there are too few, too many or equal ones
     */
    static <T extends Comparable<T>> List<T> ascending(String what, List<T> values, int min, int max) {
        if (values.size() < min || values.size() > max) {
            throw new IllegalArgumentException(
                    "there are " + min + " to " + max + " " + what + ", not " + values.size());
        }
        List<T> sorted = values.stream().sorted().toList();
        if (!ascends(sorted)) {
            throw new IllegalArgumentException("two " + what + " are equal");
        }
        return sorted;
    }

    static void writeIds(CanonicalWriter out, List<Id> ids) {
        out.u16(ids.size());
        ids.forEach(id -> out.fixed(id.bytes()));
    }

    static List<Id> readIds(CanonicalReader in, int max) throws MalformedException {
        int count = in.count16(max);
        List<Id> ids = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ids.add(Id.read(in));
        }
        return requireAscending(in, ids);
    }

    static void writeKeys(CanonicalWriter out, List<PublicKey> keys) {
        out.u16(keys.size());
        keys.forEach(key -> out.fixed(key.bytes()));
    }

    static List<PublicKey> readKeys(CanonicalReader in, int max) throws MalformedException {
        int count = in.count16(max);
        List<PublicKey> keys = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            keys.add(readKey(in));
        }
        return requireAscending(in, keys);
    }

    static PublicKey readKey(CanonicalReader in) throws MalformedException {
        return new PublicKey(in.fixed(PublicKey.SIZE));
    }

    /** uint8 0, or uint8 1 and the bytes. */
    static void writeOptional(CanonicalWriter out, Optional<Bytes> value) {
        out.u8(value.isPresent() ? 1 : 0);
        value.ifPresent(out::fixed);
    }

    static Optional<Id> readOptionalId(CanonicalReader in) throws MalformedException {
        return in.flag() ? Optional.of(Id.read(in)) : Optional.empty();
    }

    static Optional<PublicKey> readOptionalKey(CanonicalReader in) throws MalformedException {
        return in.flag() ? Optional.of(readKey(in)) : Optional.empty();
    }

    static void writePosition(CanonicalWriter out, Optional<Position> position) {
        out.u8(position.isPresent() ? 1 : 0);
        position.ifPresent(present -> present.write(out));
    }

    static Optional<Position> readOptionalPosition(CanonicalReader in) throws MalformedException {
        return in.flag() ? Optional.of(Position.read(in)) : Optional.empty();
    }

    static void writeFlag(CanonicalWriter out, boolean flag) {
        out.u8(flag ? 1 : 0);
    }

    /** A list that {@link #ascending} would leave as it is: any other order would be a second encoding. */
    private static <T extends Comparable<T>> List<T> requireAscending(CanonicalReader in, List<T> values)
            throws MalformedException {
        if (!ascends(values)) {
            throw in.malformed("a list does not ascend");
        }
        return values;
    }

    private static <T extends Comparable<T>> boolean ascends(List<T> values) {
        for (int i = 1; i < values.size(); i++) {
            if (values.get(i - 1).compareTo(values.get(i)) >= 0) {
                return false;
            }
        }
        return true;
    }
}
