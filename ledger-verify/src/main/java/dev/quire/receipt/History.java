package dev.quire.receipt;

import dev.quire.block.BlockHeader;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.merkle.MerkleProof;
import dev.quire.merkle.MerkleTree;
import java.util.List;

/** What two headers say of each other by their history roots (docs/spec/formats.md, sections 7.2 and 8.5). Pure. */
public final class History {
    private History() {}

    /** Is {@code old} a block of the history of {@code newer}, or that block itself, with no path? */
    public static boolean covers(BlockHeader newer, BlockHeader old, List<Hash> path) {
        return old.height() == newer.height()
                ? path.isEmpty() && old.equals(newer)
                : isIncluded(old.hash().bytes(), old.height(), newer.height(), newer.historyRoot(), path);
    }

    /** Does the history of {@code newer} begin with that of {@code old}? Shown of block 0 by no path: it has none. */
    public static boolean continues(BlockHeader newer, BlockHeader old, List<Hash> path) {
        return old.height() == 0
                ? path.isEmpty()
                : MerkleProof.verifyConsistency(
                        old.height(), newer.height(), old.historyRoot(), newer.historyRoot(), path);
    }

    static boolean isIncluded(Bytes leaf, long index, long size, Hash root, List<Hash> path) {
        return MerkleProof.verifyInclusion(MerkleTree.leafHash(leaf), index, size, root, path);
    }
}
