package dev.quire.merkle;

import dev.quire.hash.Hash;
import dev.quire.hash.Sha256;
import java.util.List;

/**
 * Checks paths of RFC 9162 trees. The length that a path must have follows from the sizes and is compared first, so a
 * hostile path costs nothing; every size and index of 0 to 2^63 - 1 is safe.
 */
public final class MerkleProof {
    private MerkleProof() {}

    /** Is {@code leafHash} at {@code index} in the tree with this size and root (section 2.1.3.2)? */
    public static boolean verifyInclusion(Hash leafHash, long index, long size, Hash root, List<Hash> path) {
        if (index < 0 || index >= size || path.size() != inclusionLength(index, size)) {
            return false;
        }
        Sha256 sha256 = new Sha256();
        Hash hash = leafHash;
        long position = index;
        long last = size - 1;
        for (Hash sibling : path) {
            if ((position & 1) == 1 || position == last) {
                hash = MerkleTree.node(sha256, sibling, hash);
                int up = (position & 1) == 1 ? 0 : Long.numberOfTrailingZeros(position);
                position >>>= up;
                last >>>= up;
            } else {
                hash = MerkleTree.node(sha256, hash, sibling);
            }
            position >>>= 1;
            last >>>= 1;
        }
        return last == 0 && hash.equals(root);
    }

    /**
     * Does the tree of {@code secondSize} leaves begin with the one of {@code firstSize} (section 2.1.4.2)? Nothing is
     * ever shown of an empty first tree; equal sizes need equal roots and an empty path.
     */
    public static boolean verifyConsistency(
            long firstSize, long secondSize, Hash firstRoot, Hash secondRoot, List<Hash> path) {
        if (firstSize < 1 || firstSize > secondSize) {
            return false;
        }
        if (firstSize == secondSize) {
            return path.isEmpty() && firstRoot.equals(secondRoot);
        }
        if (path.size() != consistencyLength(firstSize, secondSize)) {
            return false;
        }
        boolean firstIsNode = Long.bitCount(firstSize) == 1;
        Hash start = firstIsNode ? firstRoot : path.get(0);
        return foldConsistency(firstSize, secondSize, start, path.subList(firstIsNode ? 0 : 1, path.size()))
                .equals(new Roots(firstRoot, secondRoot, true));
    }

    private record Roots(Hash first, Hash second, boolean complete) {}

    private static Roots foldConsistency(long firstSize, long secondSize, Hash start, List<Hash> path) {
        Sha256 sha256 = new Sha256();
        int perfect = Long.numberOfTrailingZeros(firstSize);
        long position = (firstSize - 1) >>> perfect;
        long last = (secondSize - 1) >>> perfect;
        Hash first = start;
        Hash second = start;
        for (Hash sibling : path) {
            if ((position & 1) == 1 || position == last) {
                first = MerkleTree.node(sha256, sibling, first);
                second = MerkleTree.node(sha256, sibling, second);
                int up = (position & 1) == 1 ? 0 : Long.numberOfTrailingZeros(position);
                position >>>= up;
                last >>>= up;
            } else {
                second = MerkleTree.node(sha256, second, sibling);
            }
            position >>>= 1;
            last >>>= 1;
        }
        return new Roots(first, second, last == 0);
    }

    /** Siblings up to where leaf and last leaf part, then one for each left turn of the right border above. */
    private static int inclusionLength(long index, long size) {
        int inner = bitLength(index ^ (size - 1));
        return inner + Long.bitCount(index >>> inner);
    }

    private static int consistencyLength(long firstSize, long secondSize) {
        int fromLastLeaf = inclusionLength(firstSize - 1, secondSize);
        int perfect = Long.numberOfTrailingZeros(firstSize);
        return fromLastLeaf - perfect + (Long.bitCount(firstSize) == 1 ? 0 : 1);
    }

    private static int bitLength(long value) {
        return Long.SIZE - Long.numberOfLeadingZeros(value);
    }
}
