package dev.quire.internal.chain;

import dev.quire.block.Block;
import dev.quire.block.BlockHeader;
import dev.quire.block.Certificate;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.merkle.HistoryProof;
import dev.quire.merkle.MerkleTree;
import dev.quire.receipt.Anchor;
import dev.quire.receipt.Receipt;
import dev.quire.spi.state.TxStatus;
import dev.quire.spi.store.StoreReader;
import java.util.List;
import java.util.Optional;

/** Applied things by height and id, bodies of blocks included. */
public final class ChainReader extends AppliedChain {
    private final BlockSource blocks;

    public ChainReader(StoreReader store, BlockSource blocks) {
        super(store);
        this.blocks = blocks;
    }

    /** The header of a committed block, or empty if there is none yet or it has been pruned. */
    public Optional<BlockHeader> header(long height) {
        return blocks.block(height).map(Block::header);
    }

    /** An applied block with its results. */
    public Optional<AppliedBlock> appliedBlock(long height) {
        return results(height).flatMap(results -> blocks.block(height).map(block -> new AppliedBlock(block, results)));
    }

    /** Committed, pruned, perhaps pruned or unknown; that it waits, was rejected or has expired is for the mempool's owner to say. */
    public TxStatus status(Hash txId) {
        Optional<TransactionLocation> location = location(txId);
        if (location.isEmpty()) {
            long forgottenBefore = forgottenBeforeMicros();
            return forgottenBefore > 0 ? new TxStatus.Pruned(forgottenBefore) : new TxStatus.Unknown();
        }
        return result(location.get())
                .<TxStatus>map(result -> new TxStatus.Committed(
                        location.get().height(),
                        location.get().index(),
                        result.leaf().outcomeCode()))
                .orElseGet(() -> new TxStatus.Pruned(0));
    }

    /**
     * The receipt of an applied transaction, tied to the newest certified block.
     *
     * @return empty if the transaction is in no applied block, if neither its block nor a later one is certified yet, or
     *     if the block has been pruned
     */
    public Optional<Receipt> receipt(Hash txId) {
        return newestCertificate(appliedHeader().height()).flatMap(certificate -> receipt(txId, certificate));
    }

    /** As {@link #receipt(Hash)}, tied to the applied block that {@code certificate} names. */
    public Optional<Receipt> receipt(Hash txId, Certificate certificate) {
        Optional<TransactionLocation> location = location(txId);
        return location.flatMap(found -> appliedBlock(found.height()))
                .flatMap(applied -> anchor(applied.block().height(), certificate)
                        .map(anchor -> receipt(applied, location.get().index(), anchor)));
    }

    /**
     * What ties the applied block of that height to the newest certified block.
     *
     * @return empty if no block from {@code height} on is certified yet, or it has been pruned
     */
    public Optional<Anchor> anchor(long height) {
        return newestCertificate(appliedHeader().height()).flatMap(certificate -> anchor(height, certificate));
    }

    private Optional<Anchor> anchor(long height, Certificate certificate) {
        return header(certificate.height())
                .filter(header -> header.height() >= height)
                .map(header -> anchor(height, header, certificate));
    }

    /** What ties the applied block of {@code height} to a certified one at or above it. */
    public Anchor anchor(long height, BlockHeader certified, Certificate certificate) {
        return new Anchor(certified, certificate, historyPath(height, certified.height()), List.of());
    }

    /** Shows that the history of a block begins with that of an older one; empty for block 0, which has none. */
    public List<Hash> consistencyPath(long height, long newerHeight) {
        return height == 0 ? List.of() : HistoryProof.consistencyPath(height, newerHeight, this::historyNode);
    }

    private List<Hash> historyPath(long height, long anchorHeight) {
        return height == anchorHeight ? List.of() : HistoryProof.inclusionPath(height, anchorHeight, this::historyNode);
    }

    private static Receipt receipt(AppliedBlock applied, int index, Anchor anchor) {
        List<Transaction> transactions = applied.block().transactions();
        List<Bytes> leaves = applied.results().stream()
                .map(result -> result.leaf().encoded())
                .toList();
        List<Bytes> bodies = transactions.stream().map(Transaction::encoded).toList();
        return new Receipt(
                transactions.get(index),
                index,
                applied.results().get(index).leaf(),
                MerkleTree.inclusionPath(MerkleTree.leafHashes(bodies), index),
                MerkleTree.inclusionPath(MerkleTree.leafHashes(leaves), index),
                applied.block().header(),
                anchor);
    }
}
