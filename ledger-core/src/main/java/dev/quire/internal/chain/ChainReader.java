package dev.quire.internal.chain;

import static dev.quire.internal.chain.ChainColumns.heightKey;

import dev.quire.block.Block;
import dev.quire.block.BlockHeader;
import dev.quire.block.Certificate;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.spi.state.TxStatus;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StoreCorruptionException;
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

    /**
     * The header of the newest applied block.
     *
     * @throws StoreCorruptionException also if the store has none: it was never given block 0
     */
    public BlockHeader appliedHeader() {
        return read(Column.META, ChainColumns.APPLIED_HEADER, BlockHeader::decode)
                .orElseThrow(() -> new StoreCorruptionException(
                        "column META names no applied block: rebuild the state from the journal"));
    }

    /** The header of a committed block, or empty if there is none yet or it has been pruned. */
    public Optional<BlockHeader> header(long height) {
        return blocks.block(height).map(Block::header);
    }

    /** Which applied block holds the transaction. */
    public Optional<TransactionLocation> location(Hash txId) {
        return read(Column.TRANSACTIONS, ChainColumns.transactionKey(txId), TransactionLocation::decode);
    }

    /** Committed, pruned or unknown; that it waits, was rejected or has expired is for the mempool's owner to say. */
    public TxStatus status(Hash txId) {
        Optional<TransactionLocation> location = location(txId);
        if (location.isEmpty()) {
            return new TxStatus.Unknown();
        }
        return result(location.get())
                .<TxStatus>map(result -> new TxStatus.Committed(
                        location.get().height(),
                        location.get().index(),
                        result.leaf().outcomeCode()))
                .orElseGet(TxStatus.Pruned::new);
    }

    /** What became of a transaction of an applied block. */
    public Optional<TransactionResult> result(Hash txId) {
        return location(txId).flatMap(this::result);
    }

    private Optional<TransactionResult> result(TransactionLocation location) {
        return results(location.height()).map(results -> results.get(location.index()));
    }

    /** What became of all transactions of an applied block, in order. */
    public Optional<List<TransactionResult>> results(long height) {
        return read(Column.RESULTS, heightKey(height), TransactionResult::decode);
    }

    /** An applied block with its results. */
    public Optional<AppliedBlock> appliedBlock(long height) {
        return results(height).flatMap(results -> blocks.block(height).map(block -> new AppliedBlock(block, results)));
    }

    /** The certificate of exactly this height. */
    public Optional<Certificate> certificate(long height) {
        return read(Column.CERTIFICATES, heightKey(height), Certificate::decode);
    }

    /** The certificate of the greatest height that there is. */
    public Optional<Certificate> newestCertificate() {
        return store.floor(Column.CERTIFICATES, heightKey(Long.MAX_VALUE))
                .map(entry -> decode(Column.CERTIFICATES, entry.value(), Certificate::decode));
    }

    private interface Decoder<T> {
        T decode(Bytes stored) throws MalformedException;
    }

    private <T> Optional<T> read(Column column, Bytes key, Decoder<T> decoder) {
        return store.get(column, key).map(stored -> decode(column, stored, decoder));
    }

    private static <T> T decode(Column column, Bytes stored, Decoder<T> decoder) {
        try {
            return decoder.decode(stored);
        } catch (MalformedException e) {
            throw ChainColumns.damaged(column, e);
        }
    }
}
