package dev.quire.node.cose;

import dev.quire.block.BlockHeader;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.receipt.HeaderProof;
import dev.quire.receipt.Proof;
import dev.quire.receipt.Receipt;
import java.util.List;
import java.util.Optional;

/**
 * What one path shows of one RFC 9162 tree of the chain. It is as true as the proof that it is taken from: whoever signs
 * it has verified that.
 *
 * @param tree the tree's name within the chain, such as {@code blocks/7/results} (docs/spec/cose.md)
 * @param root of the tree, or of the newer of two
 * @param kind what is shown
 * @param first of an inclusion the tree's size, of a consistency the older tree's
 * @param second of an inclusion the entry's index, of a consistency the newer tree's size
 * @param path the hashes, the entry's sibling first
 * @param entry the bytes whose inclusion is shown; empty where there are none
 */
public record TreeStatement(
        String tree, Hash root, Kind kind, long first, long second, List<Hash> path, Optional<Bytes> entry) {
    /** The proof types of RFC9162_SHA256 (RFC 9942, section 4.2). */
    public enum Kind {
        INCLUSION(-1),
        CONSISTENCY(-2);

        private final int label;

        Kind(int label) {
            this.label = label;
        }

        int label() {
            return label;
        }
    }

    public TreeStatement {
        path = List.copyOf(path);
    }

    /** What became of the transaction. */
    public static TreeStatement result(Receipt receipt) {
        BlockHeader header = receipt.header();
        return inclusion(
                block(header) + "/results",
                header.resultRoot(),
                header.txCount(),
                receipt.index(),
                receipt.resultPath(),
                receipt.resultLeaf().encoded());
    }

    /** The transaction itself, signature included. */
    public static TreeStatement transaction(Receipt receipt) {
        BlockHeader header = receipt.header();
        return inclusion(
                block(header) + "/transactions",
                header.txRoot(),
                header.txCount(),
                receipt.index(),
                receipt.txPath(),
                receipt.transaction().encoded());
    }

    /**
     * The block that the proof is about, in the history of its anchor.
     *
     * @throws IllegalArgumentException if the anchor is that block itself, whose history it is not in
     */
    public static TreeStatement block(Proof proof) {
        BlockHeader header = proof.header();
        BlockHeader anchor = proof.anchor().header();
        if (header.height() == anchor.height()) {
            throw new IllegalArgumentException("the anchor is the block itself: no newer block has it in its history");
        }
        return inclusion(
                history(anchor),
                anchor.historyRoot(),
                anchor.height(),
                header.height(),
                proof.anchor().historyPath(),
                header.hash().bytes());
    }

    /**
     * That the older block's history begins the newer one's.
     *
     * @throws IllegalArgumentException if the older block is block 0, which has no history, or the newer one itself
     */
    public static TreeStatement history(HeaderProof proof) {
        BlockHeader older = proof.header();
        BlockHeader newer = proof.anchor().header();
        if (older.height() == 0 || older.height() == newer.height()) {
            throw new IllegalArgumentException(
                    "a history of no blocks, or one and the same, is consistent with anything: nothing is shown");
        }
        return new TreeStatement(
                history(newer),
                newer.historyRoot(),
                Kind.CONSISTENCY,
                older.height(),
                newer.height(),
                proof.consistencyPath(),
                Optional.empty());
    }

    private static TreeStatement inclusion(
            String tree, Hash root, long size, long index, List<Hash> path, Bytes entry) {
        return new TreeStatement(tree, root, Kind.INCLUSION, size, index, path, Optional.of(entry));
    }

    private static String block(BlockHeader header) {
        return "blocks/" + header.height();
    }

    private static String history(BlockHeader header) {
        return block(header) + "/history";
    }
}
