package dev.quire.internal.execution;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StateStore.StoreWrite;
import dev.quire.spi.store.StoreCorruptionException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a block made obsolete, kept under its height in {@link Column#STALE} until no state before that block is asked for.
 *
 * @param treeKeys records of {@link Column#TREE} that the parent's tree needs and the block's does not
 * @param historyKeys the records of {@link Column#HISTORY} that the block wrote: the values before it
 */
record StaleRecords(List<Bytes> treeKeys, List<Bytes> historyKeys) {
    boolean isEmpty() {
        return treeKeys.isEmpty() && historyKeys.isEmpty();
    }

    static Bytes key(long height) {
        return new CanonicalWriter(16).u64(height).toBytes();
    }

    Bytes encoded() {
        CanonicalWriter out = new CanonicalWriter(16 + 96 * (treeKeys.size() + historyKeys.size()));
        write(treeKeys, out);
        write(historyKeys, out);
        return out.toBytes();
    }

    static StaleRecords decode(Bytes stored) {
        CanonicalReader in = new CanonicalReader("stale records", stored);
        try {
            StaleRecords records = new StaleRecords(read(in), read(in));
            in.end();
            return records;
        } catch (MalformedException e) {
            throw new StoreCorruptionException(
                    "column STALE is damaged (" + e.getMessage() + "): rebuild the state from the journal", e);
        }
    }

    /** Deletes them. */
    List<StoreWrite> deletes() {
        List<StoreWrite> deletes = new ArrayList<>(treeKeys.size() + historyKeys.size());
        treeKeys.forEach(key -> deletes.add(StoreWrite.delete(Column.TREE, key)));
        historyKeys.forEach(key -> deletes.add(StoreWrite.delete(Column.HISTORY, key)));
        return deletes;
    }

    private static void write(List<Bytes> keys, CanonicalWriter out) {
        out.u32(keys.size());
        keys.forEach(out::bytes);
    }

    private static List<Bytes> read(CanonicalReader in) throws MalformedException {
        int count = in.count32(in.remaining() / 4);
        List<Bytes> keys = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            keys.add(in.bytes(in.remaining()));
        }
        return keys;
    }
}
