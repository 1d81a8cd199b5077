package dev.quire.merkle;

import dev.quire.hash.Hash;
import dev.quire.hash.Sha256;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * Roots and paths of a stored, growing RFC 9162 tree, at any size that it ever had. Reads O(log size) nodes, all of them
 * perfect subtrees that {@link HistoryFrontier#append} gave out; what else a path needs is hashed here.
 */
public final class HistoryProof {
    private final NodeSource source;
    private final Sha256 sha256 = new Sha256();

    private HistoryProof(NodeSource source) {
        this.source = source;
    }

    /** Where the stored nodes are. */
    @FunctionalInterface
    public interface NodeSource {
        /** The hash of a node all of whose leaves are there. */
        Hash hash(HistoryNode node);
    }

    /** The leaves from {@code begin}, inclusive, to {@code end}, exclusive: a subtree of the RFC's recursive definition. */
    private record Range(long begin, long end) {
        long size() {
            return end - begin;
        }

        /** Where the subtree parts: its begin and the largest power of two below its size. */
        long middle() {
            return begin + Long.highestOneBit(size() - 1);
        }

        Range left() {
            return new Range(begin, middle());
        }

        Range right() {
            return new Range(middle(), end);
        }
    }

    /** The root when the tree had {@code size} leaves, 0 <= size. */
    public static Hash root(long size, NodeSource source) {
        if (size < 0) {
            throw new IllegalArgumentException("negative size: " + size);
        }
        return size == 0 ? MerkleTree.EMPTY_ROOT : new HistoryProof(source).hash(new Range(0, size));
    }

    /** The path that {@link MerkleProof#verifyInclusion} asks for, 0 <= index < size. */
    public static List<Hash> inclusionPath(long index, long size, NodeSource source) {
        Objects.checkIndex(index, size);
        HistoryProof proof = new HistoryProof(source);
        List<Hash> path = new ArrayList<>();
        Range range = new Range(0, size);
        while (range.size() > 1) {
            boolean goLeft = index < range.middle();
            path.add(proof.hash(goLeft ? range.right() : range.left()));
            range = goLeft ? range.left() : range.right();
        }
        Collections.reverse(path);
        return path;
    }

    /** The path that {@link MerkleProof#verifyConsistency} asks for, 1 <= firstSize <= secondSize. */
    public static List<Hash> consistencyPath(long firstSize, long secondSize, NodeSource source) {
        if (firstSize < 1 || firstSize > secondSize) {
            throw new IllegalArgumentException("no tree of " + firstSize + " leaves begins one of " + secondSize);
        }
        HistoryProof proof = new HistoryProof(source);
        List<Hash> path = new ArrayList<>();
        Range range = new Range(0, secondSize);
        while (firstSize < range.end()) {
            boolean goLeft = firstSize <= range.middle();
            path.add(proof.hash(goLeft ? range.right() : range.left()));
            range = goLeft ? range.left() : range.right();
        }
        // A first tree that is not itself a node of the second is named by its last perfect subtree.
        if (range.begin() > 0) {
            path.add(proof.hash(range));
        }
        Collections.reverse(path);
        return path;
    }

    private Hash hash(Range range) {
        if (Long.bitCount(range.size()) == 1) {
            int level = Long.numberOfTrailingZeros(range.size());
            return source.hash(new HistoryNode(level, range.begin() >>> level));
        }
        return MerkleTree.node(sha256, hash(range.left()), hash(range.right()));
    }
}
