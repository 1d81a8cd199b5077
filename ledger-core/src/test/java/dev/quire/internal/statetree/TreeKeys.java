package dev.quire.internal.statetree;

import dev.quire.codec.Bytes;
import dev.quire.merkle.StateKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Keys that meet each other often: short, prefixes of one another, and equal up to the last of 64 bytes. */
final class TreeKeys {
    private TreeKeys() {}

    static Arbitrary<StateKey> keys() {
        Arbitrary<Integer> plugins = Arbitraries.of(0, 1, 2, 0x8000, 0xffff);
        return Combinators.combine(plugins, Arbitraries.oneOf(crowded(), prefixes(), deep(), any()))
                .as(StateKey::new);
    }

    private static Arbitrary<Bytes> crowded() {
        return Arbitraries.bytes().list().ofSize(1).map(TreeKeys::bytes);
    }

    private static Arbitrary<Bytes> prefixes() {
        return Arbitraries.of((byte) 0, (byte) 0x7f, (byte) 0xff)
                .list()
                .ofMaxSize(4)
                .map(TreeKeys::bytes);
    }

    private static Arbitrary<Bytes> deep() {
        Arbitrary<Integer> bitsAtTheEnd = Arbitraries.integers().between(0, 15);
        return Combinators.combine(bitsAtTheEnd, Arbitraries.of(0, 0x80, 0xa5)).as((end, begin) -> {
            byte[] key = new byte[StateKey.MAX_SIZE];
            key[0] = (byte) (int) begin;
            key[key.length - 1] = (byte) (int) end;
            return Bytes.wrap(key);
        });
    }

    private static Arbitrary<Bytes> any() {
        return Arbitraries.bytes().list().ofMaxSize(StateKey.MAX_SIZE).map(TreeKeys::bytes);
    }

    private static Bytes bytes(List<Byte> list) {
        byte[] array = new byte[list.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = list.get(i);
        }
        return Bytes.wrap(array);
    }

    /** Puts and, one time in three, deletes. */
    static Arbitrary<Map<StateKey, Optional<Bytes>>> changes() {
        Arbitrary<Optional<Bytes>> values = Arbitraries.integers()
                .between(0, 8)
                .map(i -> i < 3 ? Optional.<Bytes>empty() : Optional.of(Bytes.utf8("value " + i)));
        return Combinators.combine(keys(), values)
                .as(Map::entry)
                .list()
                .ofMaxSize(40)
                .map(entries -> {
                    Map<StateKey, Optional<Bytes>> changes = new LinkedHashMap<>();
                    entries.forEach(entry -> changes.put(entry.getKey(), entry.getValue()));
                    return changes;
                });
    }
}
