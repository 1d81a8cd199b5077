package dev.quire.merkle;

import dev.quire.codec.Bytes;
import dev.quire.hash.Domain;
import dev.quire.hash.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The state tree by its definition, on strings of 0 and 1: slow and obvious. */
public final class SlowState {
    private SlowState() {}

    static String bits(StateKey key) {
        StringBuilder bits = new StringBuilder();
        Bytes full = key.fullKey();
        for (int i = 0; i < full.size(); i++) {
            bits.append('1');
            for (int bit = 7; bit >= 0; bit--) {
                bits.append(full.at(i) >> bit & 1);
            }
        }
        return bits.append('0').toString();
    }

    public static Hash root(SortedMap<StateKey, Bytes> state) {
        return state.isEmpty() ? Domain.STATE_EMPTY.hash() : root(List.copyOf(state.entrySet()));
    }

    private static Hash root(List<Map.Entry<StateKey, Bytes>> entries) {
        if (entries.size() == 1) {
            StateKey key = entries.get(0).getKey();
            Bytes full = key.fullKey();
            Bytes length = Bytes.wrap(new byte[] {0, 0, 0, (byte) full.size()});
            Hash value = Domain.VALUE.hash(entries.get(0).getValue());
            return Domain.STATE_LEAF.hash(length, full, value.bytes());
        }
        String prefix = commonPrefix(entries);
        Bytes length = Bytes.wrap(new byte[] {(byte) (prefix.length() >> 8), (byte) prefix.length()});
        return Domain.STATE_NODE.hash(
                length,
                pack(prefix),
                root(below(entries, prefix + "0")).bytes(),
                root(below(entries, prefix + "1")).bytes());
    }

    /** Opens what is asked for, with values. */
    public static StateProof prove(SortedMap<StateKey, Bytes> state, List<KeyRange> asked) {
        return prove(
                state,
                place -> asked.stream().anyMatch(range -> range.touches(BitPath.of(pack(place), place.length()))),
                true);
    }

    /** Opens what {@code asked} wants of the tree; {@code values} says whether leaves bring their values. */
    static StateProof prove(SortedMap<StateKey, Bytes> state, Predicate<String> asked, boolean values) {
        return new StateProof(
                state.isEmpty() ? new StateProof.Empty() : prove(List.copyOf(state.entrySet()), "", asked, values));
    }

    private static StateProof.Node prove(
            List<Map.Entry<StateKey, Bytes>> entries, String place, Predicate<String> asked, boolean values) {
        if (!asked.test(place)) {
            return new StateProof.Pruned(root(entries));
        }
        if (entries.size() == 1) {
            StateKey key = entries.get(0).getKey();
            Bytes value = entries.get(0).getValue();
            return values ? new StateProof.OpenLeaf(key, value) : new StateProof.Leaf(key, Domain.VALUE.hash(value));
        }
        String prefix = commonPrefix(entries);
        return new StateProof.Inner(
                BitPath.of(pack(prefix), prefix.length()),
                prove(below(entries, prefix + "0"), prefix + "0", asked, values),
                prove(below(entries, prefix + "1"), prefix + "1", asked, values));
    }

    private static List<Map.Entry<StateKey, Bytes>> below(List<Map.Entry<StateKey, Bytes>> entries, String prefix) {
        return entries.stream()
                .filter(entry -> bits(entry.getKey()).startsWith(prefix))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static String commonPrefix(List<Map.Entry<StateKey, Bytes>> entries) {
        String common = bits(entries.get(0).getKey());
        for (Map.Entry<StateKey, Bytes> entry : entries) {
            while (!bits(entry.getKey()).startsWith(common)) {
                common = common.substring(0, common.length() - 1);
            }
        }
        return common;
    }

    static Bytes pack(String bits) {
        byte[] packed = new byte[(bits.length() + 7) / 8];
        for (int i = 0; i < bits.length(); i++) {
            if (bits.charAt(i) == '1') {
                packed[i / 8] |= (byte) (0x80 >> i % 8);
            }
        }
        return Bytes.wrap(packed);
    }
}
