package dev.quire.internal.chain;

import static dev.quire.internal.chain.ChainColumns.heightKey;

import dev.quire.block.Certificate;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StateStore;
import dev.quire.spi.store.StateStore.StoreWrite;
import dev.quire.spi.store.StoreReader;
import dev.quire.spi.store.StoreReader.StoreEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the store may forget of blocks that the journal no longer has: their results, certificates, and where their
 * transactions were. Of the last, only what has expired: until then a transaction could come again. The history tree
 * stays.
 */
public final class PrunedChain {
    /** A block's results and transactions are looked at together; so many transactions are enough for one step. */
    private static final int MOST_TRANSACTIONS = 2_000;

    private static final int MOST_BLOCKS = 16;

    private final StoreReader store;
    private final AppliedChain chain;

    public PrunedChain(StoreReader store) {
        this.store = store;
        this.chain = new AppliedChain(store);
    }

    /**
     * Deletes of entries of blocks below {@code height}, the lowest first; a part of them.
     *
     * @param most certificates
     */
    public List<StoreWrite> deletesBelow(long height, int most) {
        List<StoreWrite> deletes = new ArrayList<>();
        addResultsBelow(height, deletes);
        List<StoreEntry> certificates = range(Column.CERTIFICATES, 0, height, most);
        for (int i = 0; i + 1 < certificates.size(); i++) {
            if (sameMembers(certificates.get(i), certificates.get(i + 1))) {
                deletes.add(StoreWrite.delete(
                        Column.CERTIFICATES, certificates.get(i).key()));
            }
        }
        return deletes;
    }

    private void addResultsBelow(long height, List<StoreWrite> deletes) {
        int now = TransactionLocation.minute(chain.appliedHeader().timeMicros());
        int transactions = 0;
        boolean forgets = false;
        // From where the last step ended: a scan over what has been deleted before would get slower and slower.
        for (StoreEntry entry : range(Column.RESULTS, chain.droppedBelow(), height, MOST_BLOCKS)) {
            if (transactions >= MOST_TRANSACTIONS) {
                break;
            }
            long dropped = entry.key().asBuffer().getLong();
            for (TransactionResult result : chain.results(dropped).orElseThrow()) {
                forgets |= forget(result.leaf().txId(), now, dropped + 1, deletes);
                transactions++;
            }
            deletes.add(StoreWrite.delete(Column.RESULTS, entry.key()));
            deletes.add(ChainColumns.putMeta(ChainColumns.DROPPED_BELOW, dropped + 1));
        }
        if (forgets) {
            deletes.add(ChainColumns.putMeta(ChainColumns.FORGOTTEN_BEFORE, now));
        }
    }

    /**
     * Deletes of the transactions among these whose blocks were dropped before they expired.
     *
     * @param expired their minutes of validUntil are over
     * @param blockTimeMicros of the block with which they are
     */
    public List<StoreWrite> expired(List<Hash> expired, long blockTimeMicros) {
        List<StoreWrite> deletes = new ArrayList<>();
        long droppedBelow = expired.isEmpty() ? 0 : chain.droppedBelow();
        if (droppedBelow > 0) {
            int now = TransactionLocation.minute(blockTimeMicros);
            boolean forgets = false;
            for (Hash txId : expired) {
                forgets |= forget(txId, now, droppedBelow, deletes);
            }
            if (forgets) {
                deletes.add(ChainColumns.putMeta(ChainColumns.FORGOTTEN_BEFORE, now));
            }
        }
        return deletes;
    }

    private boolean forget(Hash txId, int now, long droppedBelow, List<StoreWrite> deletes) {
        boolean isOver = chain.location(txId)
                .filter(found -> found.lastMinute() < now && found.height() < droppedBelow)
                .isPresent();
        if (isOver) {
            deletes.add(StoreWrite.delete(Column.TRANSACTIONS, ChainColumns.transactionKey(txId)));
        }
        return isOver;
    }

    private List<StoreEntry> range(Column column, long from, long to, int most) {
        return store.range(column, heightKey(from), Optional.of(heightKey(Math.max(0, to))), most);
    }

    /** The last certificate of each member set proves the step to the next one: it is kept for ever. */
    private static boolean sameMembers(StoreEntry older, StoreEntry newer) {
        try {
            return Certificate.decode(older.value())
                    .memberSetHash()
                    .equals(Certificate.decode(newer.value()).memberSetHash());
        } catch (MalformedException e) {
            // Damaged ones are found and dropped elsewhere; here nothing is deleted on the strength of one.
            return false;
        }
    }

    /** Once nothing is left to delete: the files that hold nothing else. */
    public void giveBack(StateStore whole, long height) {
        whole.discarded(Column.RESULTS, heightKey(0), heightKey(Math.max(0, height)));
    }
}
