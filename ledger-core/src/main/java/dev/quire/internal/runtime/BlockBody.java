package dev.quire.internal.runtime;

import dev.quire.block.Block;
import dev.quire.block.BlockHeader;
import dev.quire.block.Certificate;
import dev.quire.block.Transaction;
import dev.quire.hash.Hash;
import dev.quire.merkle.MerkleTree;
import java.util.Optional;

/** A block's hash is its header's: whoever hands the block on may have put another body under it. */
final class BlockBody {
    private BlockBody() {}

    /**
     * Has the block the transactions and the certificate of its header?
     *
     * @param parent empty if it is not kept any more; then the certificate may be missing, but not wrong
     */
    static boolean isOfItsHeader(Block block, Optional<BlockHeader> parent) {
        BlockHeader header = block.header();
        Optional<Certificate> certificate = block.lastCertificate();
        boolean isNamed = certificate.isEmpty()
                || (certificate.get().height() == header.lastCertHeight()
                        && certificate.get().hash().equals(header.lastCertHash()));
        boolean isDue = parent.map(before -> before.lastCertHeight() < header.lastCertHeight())
                .orElse(certificate.isPresent());
        Hash root = MerkleTree.root(MerkleTree.leafHashes(
                block.transactions().stream().map(Transaction::encoded).toList()));
        return isNamed
                && isDue == certificate.isPresent()
                && header.txCount() == block.transactions().size()
                && header.txRoot().equals(root);
    }
}
