package dev.quire.internal.runtime;

import dev.quire.block.BlockHeader;
import dev.quire.block.PublicKey;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.EngineStatus;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the loops last said of themselves, for any thread to read: each value is whole, all together are a glance. */
final class StatusBoard {
    /**
     * The newest applied block.
     *
     * @param timeMicros its block time, microseconds since 1970
     */
    record Head(long height, Hash hash, long timeMicros, Hash stateRoot) {
        static Head of(BlockHeader header, Hash hash) {
            return new Head(header.height(), hash, header.timeMicros(), header.stateRoot());
        }
    }

    private final Object leaderChanged = new Object();
    private volatile @Nullable EngineStatus engine;
    private volatile Head head;
    private volatile long certifiedHeight;

    StatusBoard(Head head, long certifiedHeight) {
        this.head = head;
        this.certifiedHeight = certifiedHeight;
    }

    void engine(EngineStatus status) {
        EngineStatus before = engine;
        engine = status;
        if (before != null && !before.leader().equals(status.leader())) {
            synchronized (leaderChanged) {
                leaderChanged.notifyAll();
            }
        }
    }

    /** Waits until another member leads; false if none does in time, or the calling thread is interrupted. */
    boolean awaitLeaderOtherThan(PublicKey self, long timeoutMillis) {
        long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        synchronized (leaderChanged) {
            while (engine().leader().filter(leader -> !leader.equals(self)).isEmpty()) {
                long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
                if (leftMillis <= 0) {
                    return false;
                }
                try {
                    leaderChanged.wait(leftMillis);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
            return true;
        }
    }

    void head(Head newest) {
        head = newest;
    }

    void certified(long height) {
        certifiedHeight = height;
    }

    EngineStatus engine() {
        EngineStatus status = engine;
        if (status == null) {
            throw new IllegalStateException("the engine has not started");
        }
        return status;
    }

    Head head() {
        return head;
    }

    long certifiedHeight() {
        return certifiedHeight;
    }
}
