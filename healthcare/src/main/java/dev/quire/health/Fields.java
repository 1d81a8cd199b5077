package dev.quire.health;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** The fields that several structures share: lists, sets in ascending order, optional values, keys. */
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

    /**
     * The values by their keys in ascending order.
     *
     * @throws IllegalArgumentException if there are too few, too many, or two with one key
     */
    static <T, K extends Comparable<K>> List<T> ascending(
            String what, List<T> values, Function<T, K> key, int min, int max) {
        ascending(what, values.stream().map(key).toList(), min, max);
        return values.stream().sorted(Comparator.comparing(key)).toList();
    }

    /** uint16 count, then the elements. */
    static <T> void writeList(CanonicalWriter out, List<T> values, BiConsumer<T, CanonicalWriter> write) {
        out.u16(values.size());
        values.forEach(value -> write.accept(value, out));
    }

    /** Reads one element. */
    interface Element<T> {
        T read(CanonicalReader in) throws MalformedException;
    }

    /** In the order in which they stand. */
    static <T> List<T> readList(CanonicalReader in, int max, Element<T> element) throws MalformedException {
        int count = in.count16(max);
        List<T> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(element.read(in));
        }
        return values;
    }

    /** Refuses a list whose keys do not ascend: it would be a second encoding. */
    static <T, K extends Comparable<K>> List<T> readAscending(
            CanonicalReader in, int max, Element<T> element, Function<T, K> key) throws MalformedException {
        List<T> values = readList(in, max, element);
        if (!ascends(values.stream().map(key).toList())) {
            throw in.malformed("a list does not ascend");
        }
        return values;
    }

    static void writeIds(CanonicalWriter out, List<Id> ids) {
        writeList(out, ids, (id, to) -> to.fixed(id.bytes()));
    }

    static List<Id> readIds(CanonicalReader in, int max) throws MalformedException {
        return readAscending(in, max, Id::read, Function.identity());
    }

    static void writeKeys(CanonicalWriter out, List<PublicKey> keys) {
        writeList(out, keys, (key, to) -> to.fixed(key.bytes()));
    }

    static List<PublicKey> readKeys(CanonicalReader in, int max) throws MalformedException {
        return readAscending(in, max, Fields::readKey, Function.identity());
    }

    static PublicKey readKey(CanonicalReader in) throws MalformedException {
        return new PublicKey(in.fixed(PublicKey.SIZE));
    }

    /** uint8 0, or uint8 1 and the bytes. */
    static void writeOptional(CanonicalWriter out, Optional<Bytes> value) {
        out.u8(value.isPresent() ? 1 : 0);
        value.ifPresent(out::fixed);
    }

    static <T> Optional<T> readOptional(CanonicalReader in, Element<T> element) throws MalformedException {
        return in.flag() ? Optional.of(element.read(in)) : Optional.empty();
    }

    static Signature readSignature(CanonicalReader in) throws MalformedException {
        return new Signature(in.fixed(Signature.SIZE));
    }

    static void writePosition(CanonicalWriter out, Optional<Position> position) {
        out.u8(position.isPresent() ? 1 : 0);
        position.ifPresent(present -> present.write(out));
    }

    static void writeFlag(CanonicalWriter out, boolean flag) {
        out.u8(flag ? 1 : 0);
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
