package dev.quire.storage;

import dev.quire.codec.Bytes;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StateStore;
import dev.quire.spi.store.StoreClosedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.rocksdb.Checkpoint;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.ReadTier;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * A {@link StateStore} in a directory of RocksDB tables. A crash takes it back to the last flush of all columns
 * together, whole batches only; RocksDB also flushes by itself when its write buffers are full. Each read checks the
 * checksum of what it reads from disk. {@link #close} does not flush.
 *
 * <p>Damage is thrown as {@link dev.quire.spi.store.StoreCorruptionException}, an I/O error of a read as {@link
 * java.io.UncheckedIOException}; both messages say what to do. Safe for use by several threads, writes come from one.
 */
public final class RocksDbStateStore implements StateStore {
    private static final long NOTHING_APPLIED = -1;
    private static final byte[] FIRST_KEY = new byte[0];
    /** No column has keys that begin like this and are as long. */
    private static final byte[] BEYOND_ALL_KEYS = beyondAllKeys();

    private final StateDirectory directory;
    private final NativeHandles handles;
    private final RocksDbDatabase database;
    private final StoreRecords records;
    private final RocksDbReader reader;
    private final ReadOptions flushedOnly;
    private final WriteOptions withoutLog;
    private final FlushOptions waiting;
    private final CompactRangeOptions compaction;
    private final Leases leases = new Leases(StoreClosedException::new);
    private final Set<RocksDbSnapshot> snapshots = ConcurrentHashMap.newKeySet();
    private volatile long appliedHeight;
    private volatile boolean closing;

    private RocksDbStateStore(StateDirectory directory, RocksDbResources resources, NativeHandles handles)
            throws RocksDBException, StateDirectoryException {
        this.directory = directory;
        this.handles = handles;
        database = RocksDbDatabase.open(directory, resources, handles);
        records = new StoreRecords(directory, database);
        reader = new RocksDbReader(database, handles.own(new ReadOptions().setVerifyChecksums(true)));
        flushedOnly = handles.own(new ReadOptions().setVerifyChecksums(true).setReadTier(ReadTier.PERSISTED_TIER));
        withoutLog = handles.own(new WriteOptions().setDisableWAL(true));
        waiting = handles.own(new FlushOptions().setWaitForFlush(true));
        compaction = handles.own(new CompactRangeOptions().setExclusiveManualCompaction(false));
        try (WriteBatch fresh = new WriteBatch()) {
            records.checkFormat(reader.options(), fresh);
            database.rocks().write(withoutLog, fresh);
        }
        appliedHeight = records.appliedHeight(reader.options());
    }

    /**
     * Opens the store in {@code directory}, which is created if it is missing.
     *
     * @throws StateDirectoryException if another store uses the directory, or a newer version has written it
     */
    public static RocksDbStateStore open(Path directory, RocksDbResources resources) throws IOException {
        StateDirectory checked = StateDirectory.at(directory);
        NativeHandles handles = new NativeHandles();
        boolean opened = false;
        try {
            RocksDbStateStore store = new RocksDbStateStore(checked, resources, handles);
            opened = true;
            return store;
        } catch (RocksDBException e) {
            throw checked.failure("open", e);
        } finally {
            if (!opened) {
                free(checked, handles);
            }
        }
    }

    private static byte[] beyondAllKeys() {
        byte[] key = new byte[256];
        Arrays.fill(key, (byte) 0xff);
        return key;
    }

    @Override
    public long appliedHeight() {
        return read(() -> appliedHeight);
    }

    @Override
    public void write(long newHeight, List<StoreWrite> writes) throws IOException {
        change("write to", () -> {
            if (newHeight < appliedHeight) {
                throw new IllegalArgumentException(
                        "applied height " + newHeight + " is below the present one, " + appliedHeight);
            }
            try (WriteBatch batch = new WriteBatch()) {
                for (StoreWrite write : writes) {
                    add(batch, write);
                }
                records.putAppliedHeight(batch, newHeight);
                database.rocks().write(withoutLog, batch);
            }
            appliedHeight = newHeight;
            return newHeight;
        });
    }

    private void add(WriteBatch batch, StoreWrite write) throws RocksDBException {
        byte[] key = write.key().toArray();
        if (write.value().isPresent()) {
            batch.put(database.family(write.column()), key, write.value().get().toArray());
        } else {
            batch.delete(database.family(write.column()), key);
        }
    }

    @Override
    public void clear() throws IOException {
        change("clear", () -> {
            for (Column column : Column.values()) {
                database.rocks().deleteRange(database.family(column), withoutLog, FIRST_KEY, BEYOND_ALL_KEYS);
            }
            try (WriteBatch batch = new WriteBatch()) {
                records.putAppliedHeight(batch, NOTHING_APPLIED);
                database.rocks().write(withoutLog, batch);
            }
            database.rocks().flush(waiting, database.allFamilies());
            for (Column column : Column.values()) {
                database.rocks()
                        .deleteFilesInRanges(database.family(column), List.of(FIRST_KEY, BEYOND_ALL_KEYS), false);
            }
            appliedHeight = NOTHING_APPLIED;
            return NOTHING_APPLIED;
        });
    }

    @Override
    public long flush() throws IOException {
        return change("flush", () -> {
            database.rocks().flush(waiting, database.allFamilies());
            // Not from memory: the caller drops journal segments below what is returned.
            return records.appliedHeight(flushedOnly);
        });
    }

    /**
     * Reads all tables and checks every block of theirs, also those that no entry is in.
     *
     * @throws dev.quire.spi.store.StoreCorruptionException if one does not hold
     */
    public void verifyChecksums() {
        read(() -> {
            database.rocks().verifyChecksum();
            return true;
        });
    }

    /** Waits for flushes and compactions that run and begins none until the store is closed: its files stand still. */
    void stopBackgroundWork() {
        read(() -> {
            database.rocks().pauseBackgroundWork();
            return true;
        });
    }

    /**
     * Writes all batches so far into tables, and a store with just these tables into {@code target}: links where the file
     * system allows them, so it is quick. Writers may go on meanwhile.
     *
     * @param target must not exist; its parent must
     */
    public void copyTo(Path target) throws IOException {
        change("copy", () -> {
            try (Checkpoint checkpoint = Checkpoint.create(database.rocks())) {
                checkpoint.createCheckpoint(target.toAbsolutePath().toString());
            }
            return appliedHeight;
        });
    }

    /** Drops whole tables; what shares a table with newer entries goes with the next compaction. */
    @Override
    public void discarded(Column column, Bytes from, Bytes to) {
        read(() -> {
            database.rocks().deleteFilesInRanges(database.family(column), List.of(from.toArray(), to.toArray()), false);
            return true;
        });
    }

    /** Bytes of the tables of one column; what was not flushed yet is not counted. */
    public long columnBytes(Column column) {
        return read(() -> database.rocks().getLongProperty(database.family(column), "rocksdb.total-sst-files-size"));
    }

    @Override
    public long liveBytes(Column column) {
        return read(() -> database.fill(column).liveBytes());
    }

    @Override
    public boolean wastesSpace() {
        return read(() -> Arrays.stream(Column.values())
                .anyMatch(column -> database.fill(column).isWasteful()));
    }

    /** Compacts each column that is to a great part deletes, if the disk has room for both its tables and the new ones. */
    @Override
    public void giveBack() throws IOException {
        for (Column column : Column.values()) {
            change("compact", () -> {
                TableFill fill = database.fill(column);
                if (fill.isWasteful() && directory.usableBytes() > 2 * fill.bytes()) {
                    compact(column);
                }
                return fill.bytes();
            });
        }
    }

    private void compact(Column column) throws RocksDBException {
        try {
            database.rocks().compactRange(database.family(column), null, null, compaction);
        } catch (RocksDBException e) {
            // The close has called it off.
            if (!closing) {
                throw e;
            }
        }
    }

    /** The tables that the store is made of now. */
    public List<StateTable> tables() {
        return read(() -> database.rocks().getLiveFilesMetaData().stream()
                .map(file -> new StateTable(Path.of(file.path(), file.fileName()), file.size()))
                .toList());
    }

    /**
     * Reads a table from the disk and checks every block of it.
     *
     * @return what is wrong with it; empty also if it is no part of the store any more
     */
    public Optional<String> verify(StateTable table) {
        return read(() -> {
            Optional<String> problem = table.problem();
            boolean isLive = database.rocks().getLiveFilesMetaData().stream()
                    .anyMatch(file -> Path.of(file.path(), file.fileName()).equals(table.file()));
            return problem.filter(found -> isLive);
        });
    }

    @Override
    public StoreSnapshot snapshot() {
        return read(() -> {
            RocksDbSnapshot snapshot = RocksDbSnapshot.of(this, database, records);
            snapshots.add(snapshot);
            return snapshot;
        });
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
    public void close() throws IOException {
        try {
            closing = true;
            leases.duringIfOpen(() -> compaction.setCanceled(true));
            leases.close(() -> {
                for (RocksDbSnapshot snapshot : new ArrayList<>(snapshots)) {
                    snapshot.free();
                }
                handles.close();
                return snapshots;
            });
        } catch (RocksDBException e) {
            throw directory.failure("close", e);
        }
    }

    /** Runs {@code call} while the store stays open. */
    <T> T read(NativeCall<T> call) {
        try {
            return leases.during(call);
        } catch (RocksDBException e) {
            throw directory.readFailure(e);
        }
    }

    /** Ends {@code snapshot}; the close of the store has done so before, if it came first. */
    void release(RocksDbSnapshot snapshot) {
        try {
            leases.duringIfOpen(() -> {
                snapshots.remove(snapshot);
                snapshot.free();
                return snapshot;
            });
        } catch (RocksDBException e) {
            throw directory.readFailure(e);
        }
    }

    private long change(String action, NativeCall<Long> call) throws IOException {
        try {
            return leases.during(call);
        } catch (RocksDBException e) {
            throw directory.failure(action, e);
        }
    }

    private static void free(StateDirectory directory, NativeHandles handles) throws IOException {
        try {
            handles.close();
        } catch (RocksDBException e) {
            throw directory.failure("close", e);
        }
    }
}
