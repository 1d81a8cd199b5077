package dev.quire.merkle;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/** RFC 9162 section 2.1 written down word by word: slow and obvious. */
final class SlowTree {
    private SlowTree() {}

    static Hash root(List<Bytes> leaves) {
        if (leaves.isEmpty()) {
            return sha256();
        }
        if (leaves.size() == 1) {
            return sha256(Bytes.fromHex("00"), leaves.get(0));
        }
        int k = split(leaves.size());
        return node(root(leaves.subList(0, k)), root(leaves.subList(k, leaves.size())));
    }

    static List<Hash> path(int m, List<Bytes> leaves) {
        if (leaves.size() == 1) {
            return List.of();
        }
        int k = split(leaves.size());
        List<Bytes> left = leaves.subList(0, k);
        List<Bytes> right = leaves.subList(k, leaves.size());
        return m < k ? plus(path(m, left), root(right)) : plus(path(m - k, right), root(left));
    }

    static List<Hash> proof(int m, List<Bytes> leaves) {
        return subproof(m, leaves, true);
    }

    private static List<Hash> subproof(int m, List<Bytes> leaves, boolean complete) {
        if (m == leaves.size()) {
            return complete ? List.of() : List.of(root(leaves));
        }
        int k = split(leaves.size());
        List<Bytes> left = leaves.subList(0, k);
        List<Bytes> right = leaves.subList(k, leaves.size());
        return m <= k
                ? plus(subproof(m, left, complete), root(right))
                : plus(subproof(m - k, right, false), root(left));
    }

    private static List<Hash> plus(List<Hash> path, Hash last) {
        List<Hash> longer = new ArrayList<>(path);
        longer.add(last);
        return longer;
    }

    private static int split(int size) {
        int k = 1;
        while (2 * k < size) {
            k *= 2;
        }
        return k;
    }

    private static Hash node(Hash left, Hash right) {
        return sha256(Bytes.fromHex("01"), left.bytes(), right.bytes());
    }

    private static Hash sha256(Bytes... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Bytes part : parts) {
                part.update(digest);
            }
            return Hash.of(Bytes.wrap(digest.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
