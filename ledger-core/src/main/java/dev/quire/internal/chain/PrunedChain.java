package dev.quire.internal.chain;

import static dev.quire.internal.chain.ChainColumns.heightKey;

import dev.quire.block.Certificate;
import dev.quire.codec.MalformedException;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StateStore;
import dev.quire.spi.store.StateStore.StoreWrite;
import dev.quire.spi.store.StoreReader;
import dev.quire.spi.store.StoreReader.StoreEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the store may forget of blocks that the journal no longer has: their results, and certificates. Where each
 * transaction was stays, so that it is known to be pruned and cannot come again, and so does the history tree.
 */
public final class PrunedChain {
    private final StoreReader store;

    public PrunedChain(StoreReader store) {
        this.store = store;
    }

    /**
     * Deletes of entries of blocks below {@code height}, the lowest first.
     *
     * @param most of each kind
     */
    public List<StoreWrite> deletesBelow(long height, int most) {
        List<StoreWrite> deletes = new ArrayList<>();
        for (StoreEntry entry : below(Column.RESULTS, height, most)) {
            deletes.add(StoreWrite.delete(Column.RESULTS, entry.key()));
        }
        List<StoreEntry> certificates = below(Column.CERTIFICATES, height, most);
        for (int i = 0; i + 1 < certificates.size(); i++) {
            if (sameMembers(certificates.get(i), certificates.get(i + 1))) {
                deletes.add(StoreWrite.delete(
                        Column.CERTIFICATES, certificates.get(i).key()));
            }
        }
        return deletes;
    }

    private List<StoreEntry> below(Column column, long height, int most) {
        return store.range(column, heightKey(0), Optional.of(heightKey(Math.max(0, height))), most);
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
