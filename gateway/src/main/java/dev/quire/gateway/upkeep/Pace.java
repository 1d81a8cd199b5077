package dev.quire.gateway.upkeep;

import dev.quire.health.vault.VaultException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Lets so many bytes pass in a second; whoever comes too early waits. Safe for use by several threads. */
final class Pace implements AutoCloseable {
    private final long bytesPerSecond;
    private long freeAtNanos = System.nanoTime();
    private boolean closed;

    Pace(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    long bytesPerSecond() {
        return bytesPerSecond;
    }

    /**
     * Returns when it is these bytes' turn.
     *
     * @throws VaultException.Unavailable if the service is being stopped
     */
    synchronized void take(long bytes) throws VaultException {
        long turn = Math.max(freeAtNanos, System.nanoTime());
        freeAtNanos = turn + (long) (bytes * (double) TimeUnit.SECONDS.toNanos(1) / bytesPerSecond);
        try {
            for (long rest = turn - System.nanoTime(); rest > 0 && !closed; rest = turn - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, rest);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
        if (closed) {
            throw new VaultException.Unavailable("the service is being stopped", new IOException("stopped"));
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Whoever waits is sent away. */
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
