package dev.quire.storage;

import dev.quire.spi.store.Column;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;

/**
 * An open database and how it is set up: one column family for each {@link Column}, and the default one for the
 * store's own records. docs/adr/0004-storage.md has the reasons for the settings.
 *
 * @param own the family of the store's own records
 */
record RocksDbDatabase(RocksDB rocks, ColumnFamilyHandle own, Map<Column, ColumnFamilyHandle> families) {
    private static final int OPEN_FILES = 256;
    private static final int BACKGROUND_JOBS = 2;
    private static final long LOG_FILE_BYTES = 1 << 20;
    private static final int LOG_FILES = 3;
    private static final long MANIFEST_BYTES = 16 << 20;
    private static final long SYNC_EVERY_BYTES = 1 << 20;
    private static final long FAMILY_WRITE_BUFFER_BYTES = 32 << 20;
    private static final int FAMILY_WRITE_BUFFERS = 2;
    private static final long ARENA_BLOCK_BYTES = 64 << 10;
    private static final int BLOOM_BITS_PER_KEY = 10;

    /** Opens or creates. What was opened is left in {@code handles}, also after a failure. */
    static RocksDbDatabase open(StateDirectory directory, RocksDbResources resources, NativeHandles handles)
            throws RocksDBException, StateDirectoryException {
        requireKnownFamilies(directory);
        DBOptions options = databaseOptions(handles.own(new DBOptions()));
        ColumnFamilyOptions family = familyOptions(handles.own(new ColumnFamilyOptions()));
        resources.share(options, tableConfig(handles.own(new BloomFilter(BLOOM_BITS_PER_KEY))), family);

        List<ColumnFamilyDescriptor> wanted = new ArrayList<>();
        wanted.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, family));
        for (Column column : Column.values()) {
            wanted.add(new ColumnFamilyDescriptor(name(column).getBytes(StandardCharsets.UTF_8), family));
        }
        List<ColumnFamilyHandle> opened = new ArrayList<>();
        RocksDB rocks = RocksDB.open(options, directory.path().toString(), wanted, opened);
        handles.own(rocks, rocks::closeE);
        opened.forEach(handles::own);
        Map<Column, ColumnFamilyHandle> families = new EnumMap<>(Column.class);
        Iterator<ColumnFamilyHandle> inWantedOrder = opened.iterator();
        ColumnFamilyHandle own = inWantedOrder.next();
        for (Column column : Column.values()) {
            families.put(column, inWantedOrder.next());
        }
        return new RocksDbDatabase(rocks, own, families);
    }

    ColumnFamilyHandle family(Column column) {
        ColumnFamilyHandle family = families.get(column);
        if (family == null) {
            throw new IllegalStateException("column " + column + " has no family");
        }
        return family;
    }

    /** How full the tables of a column are. */
    TableFill fill(Column column) {
        byte[] name = name(column).getBytes(StandardCharsets.UTF_8);
        return TableFill.of(rocks.getLiveFilesMetaData().stream()
                .filter(file -> Arrays.equals(file.columnFamilyName(), name))
                .toList());
    }

    List<ColumnFamilyHandle> allFamilies() {
        List<ColumnFamilyHandle> all = new ArrayList<>(families.values());
        all.add(own);
        return all;
    }

    /** The number is the identity, so that a column may be renamed. */
    private static String name(Column column) {
        return "column-" + column.number();
    }

    /** Columns are only added with a newer format; RocksDB's own message for this would be hard to understand. */
    private static void requireKnownFamilies(StateDirectory directory)
            throws RocksDBException, StateDirectoryException {
        if (!directory.exists()) {
            return;
        }
        List<String> known =
                new ArrayList<>(List.of(new String(RocksDB.DEFAULT_COLUMN_FAMILY, StandardCharsets.UTF_8)));
        for (Column column : Column.values()) {
            known.add(name(column));
        }
        try (Options options = new Options()) {
            for (byte[] found :
                    RocksDB.listColumnFamilies(options, directory.path().toString())) {
                String name = new String(found, StandardCharsets.UTF_8);
                if (!known.contains(name)) {
                    throw directory.newer("the unknown column family " + name);
                }
            }
        }
    }

    private static DBOptions databaseOptions(DBOptions options) {
        return options.setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setAtomicFlush(true)
                // Closing must not hide a disk that is full; who wants to keep the newest writes flushes before.
                .setAvoidFlushDuringShutdown(true)
                .setParanoidChecks(true)
                .setWalRecoveryMode(WALRecoveryMode.AbsoluteConsistency)
                .setMaxOpenFiles(OPEN_FILES)
                .setMaxBackgroundJobs(BACKGROUND_JOBS)
                .setBytesPerSync(SYNC_EVERY_BYTES)
                .setMaxManifestFileSize(MANIFEST_BYTES)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(LOG_FILE_BYTES)
                .setKeepLogFileNum(LOG_FILES)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0);
    }

    private static ColumnFamilyOptions familyOptions(ColumnFamilyOptions options) {
        return options.setWriteBufferSize(FAMILY_WRITE_BUFFER_BYTES)
                .setMaxWriteBufferNumber(FAMILY_WRITE_BUFFERS)
                // RocksDB's 1 MiB for each family counts as used: small shared buffers would flush after every batch.
                .setArenaBlockSize(ARENA_BLOCK_BYTES)
                // Most bytes are hashes, signatures and ciphertexts, which do not shrink.
                .setCompressionType(CompressionType.NO_COMPRESSION)
                // Reads each table back once it is written: journal segments are dropped on the strength of a flush.
                .setParanoidFileChecks(true)
                .setForceConsistencyChecks(true);
    }

    private static BlockBasedTableConfig tableConfig(BloomFilter filter) {
        return new BlockBasedTableConfig()
                .setFilterPolicy(filter)
                .setCacheIndexAndFilterBlocks(true)
                .setCacheIndexAndFilterBlocksWithHighPriority(true)
                .setPinL0FilterAndIndexBlocksInCache(true);
    }
}
