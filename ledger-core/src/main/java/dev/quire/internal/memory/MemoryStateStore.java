package dev.quire.internal.memory;

import dev.quire.codec.Bytes;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StateStore;
import dev.quire.spi.store.StoreClosedException;
import java.util.List;
import java.util.Optional;

/**
 * A {@link StateStore} in memory, for the simulator and for tests. A write costs O(log n) for each change, a snapshot
 * and a flush cost O(1); reads never wait. Holds whatever it is given: its host bounds it.
 */
public final class MemoryStateStore implements StateStore {
    private volatile StoreVersion newest = StoreVersion.EMPTY;
    private volatile boolean closed;
    private StoreVersion flushed = StoreVersion.EMPTY;
    private boolean flushesEachBlock;

    @Override
    public long appliedHeight() {
        return open().appliedHeight();
    }

    @Override
    public synchronized void write(long appliedHeight, List<StoreWrite> writes) {
        boolean isBlock = appliedHeight > open().appliedHeight();
        newest = open().after(appliedHeight, writes);
        if (flushesEachBlock && isBlock) {
            flush();
        }
    }

    @Override
    public synchronized void clear() {
        requireOpen();
        newest = StoreVersion.EMPTY;
    }

    /** From now on what a new height brings is durable at once: any store may flush by itself whenever it likes. */
    public synchronized void flushEachBlock() {
        flushesEachBlock = true;
    }

    @Override
    public synchronized long flush() {
        flushed = open();
        return flushed.appliedHeight();
    }

    /** Loses what was written after the last flush, as a crash would; a closed store is open afterwards. */
    public synchronized void forgetUnflushed() {
        newest = flushed;
        closed = false;
    }

    @Override
    public StoreSnapshot snapshot() {
        return new MemorySnapshot(open(), this);
    }

    @Override
    public Optional<Bytes> get(Column column, Bytes key) {
        return open().get(column, key);
    }

    @Override
    public List<StoreEntry> range(Column column, Bytes from, Optional<Bytes> to, int limit) {
        return open().range(column, from, to, limit);
    }

    @Override
    public Optional<StoreEntry> floor(Column column, Bytes key) {
        return open().floor(column, key);
    }

    /** Has nothing to free; what was written stays for {@link #forgetUnflushed} as far as it was flushed. */
    @Override
    public synchronized void close() {
        closed = true;
    }

    private StoreVersion open() {
        requireOpen();
        return newest;
    }

    private void requireOpen() {
        if (closed) {
            throw new StoreClosedException();
        }
    }

    private record MemorySnapshot(StoreVersion version, MemoryStateStore store) implements StoreSnapshot {
        @Override
        public long appliedHeight() {
            return open().appliedHeight();
        }

        @Override
        public Optional<Bytes> get(Column column, Bytes key) {
            return open().get(column, key);
        }

        @Override
        public List<StoreEntry> range(Column column, Bytes from, Optional<Bytes> to, int limit) {
            return open().range(column, from, to, limit);
        }

        @Override
        public Optional<StoreEntry> floor(Column column, Bytes key) {
            return open().floor(column, key);
        }

        private StoreVersion open() {
            store.requireOpen();
            return version;
        }

        @Override
        public void close() {
            // Nothing is pinned but the version itself, which goes with the last reference to it.
        }
    }
}
