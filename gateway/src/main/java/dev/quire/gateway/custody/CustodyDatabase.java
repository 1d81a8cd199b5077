package dev.quire.gateway.custody;

import dev.quire.storage.NativeLibrary;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** The RocksDB under a custodian's stores. Each write is on disk when it returns. Safe for use by several threads. */
final class CustodyDatabase implements AutoCloseable {
    private static final long WRITE_BUFFER_BYTES = 4 << 20;
    private static final long LOG_BYTES = 32 << 20;
    private static final int OPEN_FILES = 64;
    private static final long INFO_LOG_BYTES = 1 << 20;
    private static final int INFO_LOGS = 3;

    private final Path directory;
    /** Newest first: the database goes before its options. */
    private final Deque<AbstractNativeReference> handles = new ArrayDeque<>();

    private final Map<Family, ColumnFamilyHandle> families = new EnumMap<>(Family.class);
    private final RocksDB rocks;
    private final WriteOptions synced;
    private boolean closed;

    private CustodyDatabase(Path directory) throws RocksDBException {
        this.directory = directory;
        DBOptions options = own(new DBOptions())
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setParanoidChecks(true)
                // Half a record at the end is a write that nobody was told of; anything else wrong stops the opening.
                .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
                .setMaxTotalWalSize(LOG_BYTES)
                .setMaxOpenFiles(OPEN_FILES)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(INFO_LOG_BYTES)
                .setKeepLogFileNum(INFO_LOGS)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0);
        // Shares, hashes and signatures do not shrink.
        ColumnFamilyOptions family = own(new ColumnFamilyOptions())
                .setWriteBufferSize(WRITE_BUFFER_BYTES)
                .setCompressionType(CompressionType.NO_COMPRESSION)
                .setParanoidFileChecks(true);
        synced = own(new WriteOptions().setSync(true));
        List<ColumnFamilyDescriptor> wanted = new ArrayList<>();
        for (Family each : Family.values()) {
            wanted.add(new ColumnFamilyDescriptor(each.id(), family));
        }
        List<ColumnFamilyHandle> opened = new ArrayList<>();
        rocks = own(RocksDB.open(options, directory.toString(), wanted, opened));
        Iterator<ColumnFamilyHandle> inWantedOrder = opened.iterator();
        for (Family each : Family.values()) {
            families.put(each, own(inWantedOrder.next()));
        }
    }

    /** Opens or creates it in a directory that only its owner may enter. */
    static CustodyDatabase open(Path directory) throws IOException {
        Path own = directory.toAbsolutePath().normalize();
        Files.createDirectories(own);
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwx------"));
        }
        NativeLibrary.load();
        try {
            return new CustodyDatabase(own);
        } catch (RocksDBException e) {
            throw failure(own, "open", e);
        }
    }

    /** What one batch writes. */
    interface Writes {
        void into(WriteBatch batch) throws RocksDBException;
    }

    synchronized Optional<byte[]> get(Family family, byte[] key) throws IOException {
        requireOpen();
        try {
            return Optional.ofNullable(rocks.get(handle(family), key));
        } catch (RocksDBException e) {
            throw failure(directory, "read", e);
        }
    }

    /** The value of the highest key. */
    synchronized Optional<byte[]> last(Family family) throws IOException {
        requireOpen();
        try (RocksIterator iterator = rocks.newIterator(handle(family))) {
            iterator.seekToLast();
            Optional<byte[]> value = iterator.isValid() ? Optional.of(iterator.value()) : Optional.empty();
            iterator.status();
            return value;
        } catch (RocksDBException e) {
            throw failure(directory, "read", e);
        }
    }

    /** Writes all or nothing, through to the disk. */
    synchronized void write(Writes writes) throws IOException {
        requireOpen();
        try (WriteBatch batch = new WriteBatch()) {
            writes.into(batch);
            rocks.write(synced, batch);
        } catch (RocksDBException e) {
            throw failure(directory, "write", e);
        }
    }

    ColumnFamilyHandle handle(Family family) {
        @Nullable ColumnFamilyHandle handle = families.get(family);
        if (handle == null) {
            throw new IllegalStateException("no column family " + family);
        }
        return handle;
    }

    IOException damaged(String what, Exception cause) {
        return new IOException(
                "the custodian's store " + directory + " is damaged: " + what
                        + ". Stop the service and check the disk; do not restore a backup over it, shares that were erased would"
                        + " come back",
                cause);
    }

    @Override
    public synchronized void close() {
        closed = true;
        while (!handles.isEmpty()) {
            handles.pop().close();
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the custodian's store " + directory + " is closed: the service is stopping");
        }
    }

    private <T extends AbstractNativeReference> T own(T handle) {
        handles.push(handle);
        return handle;
    }

    private static IOException failure(Path directory, String action, RocksDBException cause) {
        return new IOException(
                "cannot " + action + " the custodian's store " + directory + ": " + cause.getMessage()
                        + ". See that no other process has it open, and that the disk is well and has room",
                cause);
    }
}
