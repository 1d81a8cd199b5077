package dev.quire.storage;

import dev.quire.codec.Bytes;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StateStore.StoreSnapshot;
import java.util.List;
import java.util.Optional;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.Snapshot;

/** A call takes a lease of the store and then one of its own, as another thread may close either. */
final class RocksDbSnapshot implements StoreSnapshot {
    private final RocksDbStateStore store;
    private final RocksDbReader reader;
    private final NativeHandles handles;
    private final long appliedHeight;
    private final Leases leases = new Leases(() -> new IllegalStateException("this snapshot is closed"));

    private RocksDbSnapshot(RocksDbStateStore store, RocksDbReader reader, NativeHandles handles, long appliedHeight) {
        this.store = store;
        this.reader = reader;
        this.handles = handles;
        this.appliedHeight = appliedHeight;
    }

    /** To be called under a lease of {@code store}. */
    static RocksDbSnapshot of(RocksDbStateStore store, RocksDbDatabase database, StoreRecords records)
            throws RocksDBException {
        NativeHandles handles = new NativeHandles();
        Snapshot snapshot = database.rocks().getSnapshot();
        handles.own(snapshot, () -> database.rocks().releaseSnapshot(snapshot));
        ReadOptions options =
                handles.own(new ReadOptions().setVerifyChecksums(true).setSnapshot(snapshot));
        boolean opened = false;
        try {
            // Read from the snapshot: the writer may have gone on since it was taken.
            long height = records.appliedHeight(options);
            opened = true;
            return new RocksDbSnapshot(store, new RocksDbReader(database, options), handles, height);
        } finally {
            if (!opened) {
                handles.close();
            }
        }
    }

    @Override
    public long appliedHeight() {
        return read(() -> appliedHeight);
    }

    @Override
    public Optional<Bytes> get(Column column, Bytes key) {
        return read(() -> reader.get(column, key));
    }

    @Override
    public List<StoreEntry> range(Column column, Bytes from, Optional<Bytes> to, int limit) {
        return read(() -> reader.range(column, from, to, limit));
    }

    @Override
    public Optional<StoreEntry> floor(Column column, Bytes key) {
        return read(() -> reader.floor(column, key));
    }

    @Override
    public void close() {
        store.release(this);
    }

    /** To be called under a lease of the store, or when it has no lease out. */
    void free() throws RocksDBException {
        leases.close(() -> {
            handles.close();
            return this;
        });
    }

    private <T> T read(NativeCall<T> call) {
        return store.read(() -> leases.during(call));
    }
}
