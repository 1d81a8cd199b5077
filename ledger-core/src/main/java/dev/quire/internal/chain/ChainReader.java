package dev.quire.internal.chain;

import dev.quire.block.Block;
import dev.quire.block.BlockHeader;
import dev.quire.block.Certificate;
import dev.quire.hash.Hash;
import dev.quire.spi.state.TxStatus;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StoreReader;
import java.util.List;
import java.util.Optional;

/**
 * Committed and applied things by height and id. As safe for use by several threads as the reader that it is given: over
 * a snapshot it stands still, over the store it shows the newest batch.
 */
public final class ChainReader {
    private final StoreReader store;
    private final BlockSource blocks;

    public ChainReader(StoreReader store, BlockSource blocks) {
        this.store = store;
        this.blocks = blocks;
    }

    /** The header of the newest applied block. */
    public BlockHeader appliedHeader() {
        throw new UnsupportedOperationException();
    }

    /** The header of a committed block, or empty if there is none yet or it has been pruned. */
    public Optional<BlockHeader> header(long height) {
        return blocks.block(height).map(Block::header);
    }

    /** Which applied block holds the transaction. */
    public Optional<TransactionLocation> location(Hash txId) {
        return store.get(Column.TRANSACTIONS, txId.bytes()).map(TransactionLocation::decode);
    }

    /** Committed, pruned or unknown; that it waits, was rejected or has expired is for the mempool's owner to say. */
    public TxStatus status(Hash txId) {
        throw new UnsupportedOperationException();
    }

    /** What became of a transaction of an applied block. */
    public Optional<TransactionResult> result(Hash txId) {
        throw new UnsupportedOperationException();
    }

    /** What became of all transactions of an applied block, in order. */
    public Optional<List<TransactionResult>> results(long height) {
        throw new UnsupportedOperationException();
    }

    /** An applied block with its results. */
    public Optional<AppliedBlock> appliedBlock(long height) {
        throw new UnsupportedOperationException();
    }

    /** The certificate of exactly this height. */
    public Optional<Certificate> certificate(long height) {
        throw new UnsupportedOperationException();
    }

    /** The certificate of the greatest height that there is. */
    public Optional<Certificate> newestCertificate() {
        throw new UnsupportedOperationException();
    }
}
