package dev.quire.storage;

import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.rocksdb.RocksDBException;

/**
 * Keeps native handles open while they are used: a call holds a lease, {@link #close} waits until all are given back
 * and lets no other begin. A handle used after it was freed would end the JVM. Safe for use by several threads; a
 * thread that holds a lease may take another.
 */
final class Leases {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Supplier<? extends IllegalStateException> refusal;
    private boolean closed;

    /** @param refusal thrown at a call that comes after the close */
    Leases(Supplier<? extends IllegalStateException> refusal) {
        this.refusal = refusal;
    }

    <T> T during(NativeCall<T> call) throws RocksDBException {
        lock.readLock().lock();
        try {
            if (closed) {
                throw refusal.get();
            }
            return call.run();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Runs {@code free} when no lease is out, at the first call only. The calling thread must hold no lease. */
    void close(NativeCall<?> free) throws RocksDBException {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                free.run();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** As {@link #during}, but does nothing after the close. */
    void duringIfOpen(NativeCall<?> call) throws RocksDBException {
        lock.readLock().lock();
        try {
            if (!closed) {
                call.run();
            }
        } finally {
            lock.readLock().unlock();
        }
    }
}
