package dev.quire.receipt;

import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import java.util.ArrayList;
import java.util.List;

/** How a Merkle path stands in a receipt: a 16-bit count and that many hashes. */
final class HashPath {
    /** No RFC 9162 path of a tree with less than 2^63 leaves is longer. */
    static final int MAX_LENGTH = 63;

    private HashPath() {}

    static void write(CanonicalWriter out, List<Hash> path) {
        out.u16(path.size());
        path.forEach(hash -> out.fixed(hash.bytes()));
    }

    static List<Hash> read(CanonicalReader in) throws MalformedException {
        int count = in.count16(MAX_LENGTH);
        List<Hash> path = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            path.add(Hash.read(in));
        }
        return path;
    }

    static List<Hash> checked(List<Hash> path) {
        if (path.size() > MAX_LENGTH) {
            throw new IllegalArgumentException("a path has at most " + MAX_LENGTH + " hashes, not " + path.size());
        }
        return List.copyOf(path);
    }
}
