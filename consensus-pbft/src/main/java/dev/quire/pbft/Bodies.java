package dev.quire.pbft;

import dev.quire.block.Block;
import dev.quire.block.BlockHeader;
import dev.quire.block.Certificate;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.merkle.MerkleTree;
import dev.quire.spi.consensus.Verdict;
import java.util.List;

/**
 * Blocks whose body is the one that their header speaks of. A certificate signs headers only: without this check a
 * liar could put a broken body under a certified hash, and make an honest member believe that the chain is wrong.
 */
final class Bodies {
    /** The rule that the header's certificate is in the body if it is newer than the parent's (formats.md). */
    private static final int CERTIFICATE_FIELDS = 13;

    private Bodies() {}

    static Block decode(Bytes bytes) throws MalformedException {
        Block block = Block.decode(bytes);
        BlockHeader header = block.header();
        Hash root = MerkleTree.root(MerkleTree.leafHashes(
                block.transactions().stream().map(Transaction::encoded).toList()));
        if (header.txCount() != block.transactions().size() || !header.txRoot().equals(root)) {
            throw new MalformedException("block: the transactions are not those that the header names");
        }
        Certificate certificate = block.lastCertificate().orElse(null);
        if (certificate != null
                && (certificate.height() != header.lastCertHeight()
                        || !certificate.hash().equals(header.lastCertHash())
                        || certificate.height() >= header.height())) {
            throw new MalformedException("block: the certificate is not the one that the header names");
        }
        return block;
    }

    /**
     * Is this the wrong one of the two bodies that a header has which names a certificate, with it and without? The
     * parent's header decides, which not everybody knows who hands a block on. It proves nothing against the hash.
     */
    static boolean isForged(Block block, Verdict verdict) {
        return block.header().lastCertHeight() > 0
                && verdict instanceof Verdict.Invalid invalid
                && invalid.rule() == CERTIFICATE_FIELDS;
    }

    /** Each block or header is the parent of the next, and the last is the certified one. */
    static void requireChain(List<Block> blocks, List<BlockHeader> links, Certificate certificate)
            throws MalformedException {
        long height = blocks.get(0).height();
        Hash parent = blocks.get(0).header().previousHash();
        for (Block block : blocks) {
            requireNext(block.header(), height, parent);
            height++;
            parent = block.hash();
        }
        for (BlockHeader link : links) {
            requireNext(link, height, parent);
            height++;
            parent = link.hash();
        }
        if (certificate.height() != height - 1 || !certificate.blockHash().equals(parent)) {
            throw new MalformedException("blocks: the certificate is not of the last one");
        }
    }

    private static void requireNext(BlockHeader header, long height, Hash parent) throws MalformedException {
        if (header.height() != height || !header.previousHash().equals(parent)) {
            throw new MalformedException(
                    "blocks: that of height " + header.height() + " does not follow the one before");
        }
    }
}
