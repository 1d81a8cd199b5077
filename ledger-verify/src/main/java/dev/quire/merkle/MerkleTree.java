package dev.quire.merkle;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.hash.Sha256;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** Roots and paths of RFC 9162 trees (section 2.1) whose leaf hashes are all at hand. */
public final class MerkleTree {
    static final int LEAF = 0x00;
    static final int NODE = 0x01;

    /** The root of a tree without leaves: SHA-256 of nothing. */
    public static final Hash EMPTY_ROOT =
            Hash.fromHex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

    private MerkleTree() {}

    /** SHA-256(0x00, leaf). */
    public static Hash leafHash(Bytes leaf) {
        return new Sha256().hash(LEAF, leaf);
    }

    /** The leaf hashes of {@code leaves}, in their order. */
    public static List<Hash> leafHashes(List<Bytes> leaves) {
        Sha256 sha256 = new Sha256();
        List<Hash> hashes = new ArrayList<>(leaves.size());
        leaves.forEach(leaf -> hashes.add(sha256.hash(LEAF, leaf)));
        return hashes;
    }

    /** The root (section 2.1.1); {@link #EMPTY_ROOT} for no leaves. */
    public static Hash root(List<Hash> leafHashes) {
        return root(new Sha256(), leafHashes);
    }

    /**
     * The hashes from the leaf's sibling up (section 2.1.3.1).
     *
     * @param index 0 <= index < number of leaves
     */
    public static List<Hash> inclusionPath(List<Hash> leafHashes, int index) {
        Objects.checkIndex(index, leafHashes.size());
        Sha256 sha256 = new Sha256();
        List<Hash> path = new ArrayList<>();
        List<Hash> range = leafHashes;
        int position = index;
        while (range.size() > 1) {
            int split = split(range.size());
            List<Hash> left = range.subList(0, split);
            List<Hash> right = range.subList(split, range.size());
            boolean goLeft = position < split;
            path.add(root(sha256, goLeft ? right : left));
            range = goLeft ? left : right;
            position = goLeft ? position : position - split;
        }
        Collections.reverse(path);
        return path;
    }

    /**
     * The hashes that show the tree to begin with the one of its first {@code firstSize} leaves (section 2.1.4.1).
     *
     * @param firstSize 1 <= firstSize <= number of leaves; the path for all leaves is empty
     */
    public static List<Hash> consistencyPath(List<Hash> leafHashes, int firstSize) {
        if (firstSize < 1 || firstSize > leafHashes.size()) {
            throw new IllegalArgumentException(
                    "no tree of " + firstSize + " leaves begins one of " + leafHashes.size());
        }
        Sha256 sha256 = new Sha256();
        List<Hash> path = new ArrayList<>();
        List<Hash> range = leafHashes;
        int size = firstSize;
        boolean whole = true;
        while (size < range.size()) {
            int split = split(range.size());
            List<Hash> left = range.subList(0, split);
            List<Hash> right = range.subList(split, range.size());
            boolean goLeft = size <= split;
            path.add(root(sha256, goLeft ? right : left));
            range = goLeft ? left : right;
            size = goLeft ? size : size - split;
            whole &= goLeft;
        }
        // A first tree that is not itself a node of the second is named by its last perfect subtree.
        if (!whole) {
            path.add(root(sha256, range));
        }
        Collections.reverse(path);
        return path;
    }

    private static Hash root(Sha256 sha256, List<Hash> leafHashes) {
        if (leafHashes.isEmpty()) {
            return EMPTY_ROOT;
        }
        Hash[] level = leafHashes.toArray(Hash[]::new);
        for (int size = level.length; size > 1; size = (size + 1) / 2) {
            for (int i = 0; i < size / 2; i++) {
                level[i] = node(sha256, level[2 * i], level[2 * i + 1]);
            }
            // An odd last node goes up as it is, which gives the RFC's split at the largest power of two.
            if (size % 2 == 1) {
                level[size / 2] = level[size - 1];
            }
        }
        return level[0];
    }

    static Hash node(Sha256 sha256, Hash left, Hash right) {
        return sha256.hash(NODE, left.bytes(), right.bytes());
    }

    /** The largest power of two below {@code size}, for size > 1. */
    private static int split(int size) {
        return Integer.highestOneBit(size - 1);
    }
}
