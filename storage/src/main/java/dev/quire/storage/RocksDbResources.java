package dev.quire.storage;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.WriteBufferManager;

/**
 * The memory that all {@link RocksDbStateStore}s of one JVM share outside of its heap: one cache of blocks, indexes and
 * filters, out of which the write buffers are paid too. Safe for use by several threads. Stores that are open when it is
 * closed go on to work and free the memory when the last of them is closed.
 */
public final class RocksDbResources implements AutoCloseable {
    private static final long LEAST_BYTES = 4 << 20;
    private static final int SHARDS_CHOSEN_BY_SIZE = -1;
    /** Indexes and filters are looked at by every read: half of the cache is kept from being swept by scans. */
    private static final double HIGH_PRIORITY_SHARE = 0.5;

    private final LRUCache cache;
    private final WriteBufferManager writeBuffers;

    /**
     * @param cacheBytes bound of everything, at least 4 MiB; exceeded only by what running reads hold at that moment
     * @param writeBufferBytes part of it at which a store that is written to begins to flush by itself, at least 4 MiB
     */
    public RocksDbResources(long cacheBytes, long writeBufferBytes) {
        if (writeBufferBytes < LEAST_BYTES || cacheBytes < writeBufferBytes) {
            throw new IllegalArgumentException("cacheBytes " + cacheBytes + " must be at least writeBufferBytes "
                    + writeBufferBytes + ", which must be at least " + LEAST_BYTES);
        }
        NativeLibrary.load();
        cache = new LRUCache(cacheBytes, SHARDS_CHOSEN_BY_SIZE, false, HIGH_PRIORITY_SHARE);
        // It never stalls a writer: one store would wait for the buffers of another that nobody writes to any more.
        writeBuffers = new WriteBufferManager(writeBufferBytes, cache, false);
    }

    /** Bytes now in the cache, write buffers included. */
    public synchronized long usedBytes() {
        requireOpen();
        return cache.getUsage();
    }

    /** Bytes of the cache that are in use at this moment and cannot make way. */
    synchronized long pinnedBytes() {
        requireOpen();
        return cache.getPinnedUsage();
    }

    /** Sets these resources in the options of a store that is being opened. */
    synchronized void share(DBOptions database, BlockBasedTableConfig table, ColumnFamilyOptions family) {
        requireOpen();
        database.setWriteBufferManager(writeBuffers);
        family.setTableFormatConfig(table.setBlockCache(cache));
    }

    @Override
    public synchronized void close() {
        writeBuffers.close();
        cache.close();
    }

    private void requireOpen() {
        if (!cache.isOwningHandle()) {
            throw new IllegalStateException("the shared RocksDB resources are closed: close them after the last store");
        }
    }
}
