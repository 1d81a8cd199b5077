package dev.quire.merkle;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.hash.Sha256;
import java.util.ArrayList;
import java.util.List;

/**
 * All that appending to the history tree needs of it, an RFC 9162 tree whose leaf i is the hash of block i: the hashes of its largest perfect subtrees, from left to right,
 * one for each one-bit of the size. Immutable; grows by {@link #append}.
 *
 * @param size number of leaves
 * @param peaks as many hashes as {@code size} has one-bits, the largest subtree first
 */
public record HistoryFrontier(long size, List<Hash> peaks) {
    /** The tree without leaves. */
    public static final HistoryFrontier EMPTY = new HistoryFrontier(0, List.of());

    /** @throws IllegalArgumentException if {@code peaks} are not as many as {@code size} asks for */
    public HistoryFrontier {
        peaks = List.copyOf(peaks);
        if (size < 0 || peaks.size() != Long.bitCount(size)) {
            throw new IllegalArgumentException(peaks.size() + " peaks do not stand for " + size + " leaves");
        }
    }

    /**
     * What an append gives.
     *
     * @param completed the nodes that are final from now on, the leaf first: what the store must keep
     */
    public record Appended(HistoryFrontier frontier, List<StoredNode> completed) {}

    /** A final node and its hash. */
    public record StoredNode(HistoryNode node, Hash hash) {}

    /** The tree with the block's hash as one more leaf. */
    public Appended append(Hash blockHash) {
        return appendLeaf(MerkleTree.leafHash(blockHash.bytes()));
    }

    /** The tree with one more leaf, of which the leaf hash is given. */
    public Appended appendLeaf(Hash leafHash) {
        Sha256 sha256 = new Sha256();
        List<Hash> grown = new ArrayList<>(peaks);
        List<StoredNode> completed = new ArrayList<>();
        HistoryNode node = new HistoryNode(0, size);
        Hash hash = leafHash;
        completed.add(new StoredNode(node, hash));
        while ((node.index() & 1) == 1) {
            hash = MerkleTree.node(sha256, grown.remove(grown.size() - 1), hash);
            node = new HistoryNode(node.level() + 1, node.index() >>> 1);
            completed.add(new StoredNode(node, hash));
        }
        grown.add(hash);
        return new Appended(new HistoryFrontier(size + 1, grown), List.copyOf(completed));
    }

    /** The root of the tree. */
    public Hash root() {
        if (size == 0) {
            return MerkleTree.EMPTY_ROOT;
        }
        Sha256 sha256 = new Sha256();
        Hash root = peaks.get(peaks.size() - 1);
        for (int i = peaks.size() - 2; i >= 0; i--) {
            root = MerkleTree.node(sha256, peaks.get(i), root);
        }
        return root;
    }

    public Bytes encoded() {
        CanonicalWriter out = CanonicalWriter.structure(
                        Tag.HISTORY_FRONTIER, Tag.VERSION, 10 + peaks.size() * Hash.SIZE)
                .u64(size);
        peaks.forEach(peak -> out.fixed(peak.bytes()));
        return out.toBytes();
    }

    public static HistoryFrontier decode(Bytes bytes) throws MalformedException {
        CanonicalReader in = CanonicalReader.structure("history frontier", bytes, Tag.HISTORY_FRONTIER, Tag.VERSION);
        long size = in.u64();
        int count = Long.bitCount(size);
        List<Hash> peaks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            peaks.add(Hash.read(in));
        }
        in.end();
        return new HistoryFrontier(size, peaks);
    }
}
