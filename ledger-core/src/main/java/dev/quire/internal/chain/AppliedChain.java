package dev.quire.internal.chain;

import static dev.quire.internal.chain.ChainColumns.heightKey;

import dev.quire.block.BlockHeader;
import dev.quire.block.Certificate;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.merkle.HistoryFrontier;
import dev.quire.merkle.HistoryNode;
import dev.quire.merkle.MerkleTree;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StoreCorruptionException;
import dev.quire.spi.store.StoreReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the store knows of the chain without the bodies of blocks. As safe for use by several threads as the reader that
 * it is given: over a snapshot it stands still, over the store it shows the newest batch.
 */
public sealed class AppliedChain permits ChainReader {
    private final StoreReader store;

    public AppliedChain(StoreReader store) {
        this.store = store;
    }

    /**
     * The header of the newest applied block.
     *
     * @throws StoreCorruptionException also if the store has none: it was never given block 0
     */
    public final BlockHeader appliedHeader() {
        return required(Column.META, ChainColumns.APPLIED_HEADER, BlockHeader::decode);
    }

    /** The history tree of all applied blocks, the newest included. */
    public final HistoryFrontier history() {
        return required(Column.META, ChainColumns.HISTORY_FRONTIER, HistoryFrontier::decode);
    }

    /** The history tree of the first {@code size} blocks, put together from its stored nodes. */
    public final HistoryFrontier historyOf(long size) {
        List<Hash> peaks = new ArrayList<>();
        long covered = 0;
        while (covered < size) {
            long leaves = Long.highestOneBit(size - covered);
            int level = Long.numberOfTrailingZeros(leaves);
            peaks.add(historyNode(new HistoryNode(level, covered >>> level)));
            covered += leaves;
        }
        return new HistoryFrontier(size, peaks);
    }

    /** The leaf hashes of the history tree from block {@code from} on, as many as there are up to {@code limit}. */
    public final List<Hash> historyLeaves(long from, int limit) {
        Bytes first = ChainColumns.historyKey(new HistoryNode(0, from));
        Bytes end = ChainColumns.historyKey(new HistoryNode(0, Math.addExact(from, limit)));
        return store.range(Column.HISTORY_TREE, first, Optional.of(end), limit).stream()
                .map(entry -> Hash.of(entry.value()))
                .toList();
    }

    /** Is this the hash of the applied block of that height? False above the applied height. */
    public final boolean isBlockAt(long height, Hash blockHash) {
        return store.get(Column.HISTORY_TREE, ChainColumns.historyKey(new HistoryNode(0, height)))
                .map(leafHash ->
                        leafHash.equals(MerkleTree.leafHash(blockHash.bytes()).bytes()))
                .orElse(false);
    }

    /** Which applied block holds the transaction. */
    public final Optional<TransactionLocation> location(Hash txId) {
        return read(Column.TRANSACTIONS, ChainColumns.transactionKey(txId), TransactionLocation::decode);
    }

    /**
     * Of which transactions it is not known any more whether an applied block holds them: of some of those whose validUntil
     * lies before this time. All others are known. To be asked after {@link #location}, which may be about to forget.
     *
     * @return microseconds since 1970; 0 if all are known
     */
    public final long forgottenBeforeMicros() {
        return TransactionLocation.micros((int) number(ChainColumns.FORGOTTEN_BEFORE));
    }

    /** Results of blocks below this height were dropped. */
    final long droppedBelow() {
        return number(ChainColumns.DROPPED_BELOW);
    }

    private long number(Bytes key) {
        return read(Column.META, key, stored -> {
                    CanonicalReader in = new CanonicalReader("number", stored);
                    long number = in.u64();
                    in.end();
                    return number;
                })
                .orElse(0L);
    }

    /** What became of a transaction of an applied block. */
    public final Optional<TransactionResult> result(Hash txId) {
        return location(txId).flatMap(this::result);
    }

    final Optional<TransactionResult> result(TransactionLocation location) {
        return results(location.height()).map(results -> results.get(location.index()));
    }

    /** What became of all transactions of an applied block, in order. */
    public final Optional<List<TransactionResult>> results(long height) {
        return read(Column.RESULTS, heightKey(height), TransactionResult::decode);
    }

    /** The certificate of exactly this height. */
    public final Optional<Certificate> certificate(long height) {
        return read(Column.CERTIFICATES, heightKey(height), Certificate::decode);
    }

    /** The certificate of the greatest height that there is. */
    public final Optional<Certificate> newestCertificate() {
        return newestCertificate(Long.MAX_VALUE);
    }

    /** The certificate of the greatest height up to {@code height}. */
    public final Optional<Certificate> newestCertificate(long height) {
        return store.floor(Column.CERTIFICATES, heightKey(height))
                .map(entry -> decode(Column.CERTIFICATES, entry.value(), Certificate::decode));
    }

    /** Is this a block before the newest applied one, in its history? Told of blocks that are dropped, too. */
    public final boolean isInHistory(BlockHeader header) {
        return header.height() < appliedHeader().height()
                && historyNode(new HistoryNode(0, header.height()))
                        .equals(MerkleTree.leafHash(header.hash().bytes()));
    }

    /** The hash of a node of the history tree all of whose leaves are applied. */
    final Hash historyNode(HistoryNode node) {
        return store.get(Column.HISTORY_TREE, ChainColumns.historyKey(node))
                .map(Hash::of)
                .orElseThrow(() -> missing(Column.HISTORY_TREE, node.toString()));
    }

    private interface Decoder<T> {
        T decode(Bytes stored) throws MalformedException;
    }

    private <T> T required(Column column, Bytes key, Decoder<T> decoder) {
        return read(column, key, decoder).orElseThrow(() -> missing(column, key.toUtf8()));
    }

    private <T> Optional<T> read(Column column, Bytes key, Decoder<T> decoder) {
        return store.get(column, key).map(stored -> decode(column, stored, decoder));
    }

    private static <T> T decode(Column column, Bytes stored, Decoder<T> decoder) {
        try {
            return decoder.decode(stored);
        } catch (MalformedException e) {
            throw new StoreCorruptionException(
                    "column " + column + " is damaged (" + e.getMessage() + "): rebuild the state from the journal", e);
        }
    }

    private static StoreCorruptionException missing(Column column, String what) {
        return new StoreCorruptionException(
                "column " + column + " has no " + what + ": rebuild the state from the journal");
    }
}
