package dev.quire.health.keys.message;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.health.Id;
import dev.quire.health.keys.CryptoException;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Into which compartment a writing hospital puts what, for one of its patients: uint8 version 1, uint16 count, then for
 * each label group uint32 length and its UTF-8, and a cid; groups ascend as bytes. The hospital learns nothing from it that
 * it does not know from its own labels.
 */
public record WritersMap(SortedMap<Bytes, Id> compartments) {
    private static final int VERSION = 1;
    private static final int MAX_GROUPS = 64;
    private static final int MAX_GROUP_SIZE = 64;

    /** @throws IllegalArgumentException if there are not 1 to 64 groups with names of 1 to 64 bytes */
    public WritersMap {
        compartments = Collections.unmodifiableSortedMap(new TreeMap<>(compartments));
        if (compartments.isEmpty()
                || compartments.size() > MAX_GROUPS
                || compartments.keySet().stream().anyMatch(group -> group.isEmpty() || group.size() > MAX_GROUP_SIZE)) {
            throw new IllegalArgumentException("a writer's map has 1 to 64 groups with names of 1 to 64 bytes");
        }
    }

    public static WritersMap of(Map<String, Id> compartments) {
        SortedMap<Bytes, Id> sorted = new TreeMap<>();
        compartments.forEach((group, cid) -> sorted.put(Bytes.utf8(group), cid));
        return new WritersMap(sorted);
    }

    /** For {@link Envelope#seal}. */
    public byte[] encoded() {
        CanonicalWriter out = new CanonicalWriter().u8(VERSION).u16(compartments.size());
        compartments.forEach((group, cid) -> out.bytes(group).fixed(cid.bytes()));
        return out.toBytes().toArray();
    }

    public static WritersMap decode(byte[] plaintext) throws CryptoException.Malformed {
        try {
            CanonicalReader in = new CanonicalReader("writer's map", Bytes.copyOf(plaintext));
            if (in.u8() != VERSION) {
                throw in.malformed("the version is unknown");
            }
            TreeMap<Bytes, Id> compartments = new TreeMap<>();
            for (int left = in.count16(MAX_GROUPS); left > 0; left--) {
                Bytes group = in.bytes(MAX_GROUP_SIZE);
                if (!compartments.isEmpty() && compartments.lastKey().compareTo(group) >= 0) {
                    throw in.malformed("the groups do not ascend");
                }
                compartments.put(group, new Id(in.fixed(Id.SIZE)));
            }
            in.end();
            return new WritersMap(compartments);
        } catch (MalformedException | IllegalArgumentException e) {
            throw new CryptoException.Malformed("the writer's map cannot be read", e);
        }
    }

    /** Nothing of it: which groups there are is the patient's matter. */
    @Override
    public String toString() {
        return "WritersMap";
    }
}
