package dev.quire.internal.statetree;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalWriter;
import dev.quire.hash.Domain;
import dev.quire.hash.Hash;
import dev.quire.merkle.StateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** The state root by the words of its definition: over the sorted keys, with paths as strings of digits. */
final class ReferenceTree {
    private record Entry(String path, StateKey key, Hash valueHash) {}

    private ReferenceTree() {}

    static Hash root(SortedMap<StateKey, Hash> state) {
        if (state.isEmpty()) {
            return Domain.STATE_EMPTY.hash();
        }
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<StateKey, Hash> entry : state.entrySet()) {
            entries.add(new Entry(path(entry.getKey().fullKey()), entry.getKey(), entry.getValue()));
        }
        return hash(entries);
    }

    /** For each byte a one and its eight bits, then a zero. */
    static String path(Bytes fullKey) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < fullKey.size(); i++) {
            path.append(Integer.toBinaryString(0x100 | fullKey.at(i)));
        }
        return path.append('0').toString();
    }

    private static Hash hash(List<Entry> entries) {
        Entry first = entries.get(0);
        if (entries.size() == 1) {
            Bytes fullKey = first.key().fullKey();
            Bytes key = new CanonicalWriter().bytes(fullKey).toBytes();
            return Domain.STATE_LEAF.hash(key, first.valueHash().bytes());
        }
        String last = entries.get(entries.size() - 1).path();
        int length = 0;
        while (first.path().charAt(length) == last.charAt(length)) {
            length++;
        }
        int parting = length;
        List<Entry> left =
                entries.stream().filter(e -> e.path().charAt(parting) == '0').toList();
        List<Entry> right =
                entries.stream().filter(e -> e.path().charAt(parting) == '1').toList();
        return Domain.STATE_NODE.hash(
                prefix(first.path().substring(0, parting)),
                hash(left).bytes(),
                hash(right).bytes());
    }

    private static Bytes prefix(String bits) {
        CanonicalWriter out = new CanonicalWriter().u16(bits.length());
        String padded = bits + "0".repeat((8 - bits.length() % 8) % 8);
        for (int i = 0; i < padded.length(); i += 8) {
            out.u8(Integer.parseInt(padded.substring(i, i + 8), 2));
        }
        return out.toBytes();
    }
}
