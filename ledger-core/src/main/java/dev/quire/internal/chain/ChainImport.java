package dev.quire.internal.chain;

import dev.quire.block.BlockHeader;
import dev.quire.block.Certificate;
import dev.quire.hash.Hash;
import dev.quire.merkle.HistoryFrontier;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StateStore.StoreWrite;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an empty store must hold of a chain to go on behind its block h without the blocks up to there: the history tree
 * and the header. Leaf hashes first, in order; then the end.
 */
public final class ChainImport {
    private HistoryFrontier history = HistoryFrontier.EMPTY;

    /** The next leaves of the history tree. */
    public List<StoreWrite> leaves(List<Hash> leafHashes) {
        List<StoreWrite> writes = new ArrayList<>();
        leafHashes.forEach(leaf -> grow(history.appendLeaf(leaf), writes));
        return writes;
    }

    /**
     * The applied block.
     *
     * @param header of block h; the leaves were those of all blocks below
     * @param certificate of block h, if it is at hand
     */
    public List<StoreWrite> finish(BlockHeader header, Optional<Certificate> certificate) {
        List<StoreWrite> writes = new ArrayList<>();
        grow(history.append(header.hash()), writes);
        writes.add(StoreWrite.put(Column.META, ChainColumns.HISTORY_FRONTIER, history.encoded()));
        writes.add(StoreWrite.put(Column.META, ChainColumns.APPLIED_HEADER, header.encoded()));
        writes.add(ChainColumns.putMeta(ChainColumns.DROPPED_BELOW, header.height() + 1));
        // The ids that a snapshot brings are those of transactions that have not expired.
        writes.add(
                ChainColumns.putMeta(ChainColumns.FORGOTTEN_BEFORE, TransactionLocation.minute(header.timeMicros())));
        certificate.ifPresent(found -> writes.add(ChainColumns.of(found)));
        return writes;
    }

    /**
     * A transaction of one of the blocks that are not here: known not to be new, and nothing more.
     *
     * @param minute in which its validUntil lies
     */
    public static StoreWrite seen(Hash txId, long height, long minute) {
        int lastMinute = (int) Math.min(TransactionLocation.NO_MINUTE, minute);
        return StoreWrite.put(
                Column.TRANSACTIONS,
                ChainColumns.transactionKey(txId),
                new TransactionLocation(height, 0, lastMinute).encoded());
    }

    private void grow(HistoryFrontier.Appended appended, List<StoreWrite> writes) {
        appended.completed()
                .forEach(stored -> writes.add(StoreWrite.put(
                        Column.HISTORY_TREE,
                        ChainColumns.historyKey(stored.node()),
                        stored.hash().bytes())));
        history = appended.frontier();
    }
}
