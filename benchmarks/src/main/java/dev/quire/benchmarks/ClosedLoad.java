package dev.quire.benchmarks;

import dev.quire.block.Transaction;
import dev.quire.spi.ledger.Ledger;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Sends transactions to one node and keeps a fixed number outstanding: each that is committed makes room for one. */
final class ClosedLoad {
    private static final long PATIENCE_SECONDS = 60;
    /** Wide windows need not time every certificate: so many of those outstanding are enough. */
    private static final int TIMED_CERTIFICATES = 16;

    private final Ledger ledger;
    private final int window;
    private final int certificateStride;
    private final Histogram committedMicros = latencies();
    private final Histogram certifiedMicros = latencies();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Semaphore room;
    private final Semaphore certificatesOpen = new Semaphore(0);

    ClosedLoad(Ledger ledger, int window) {
        this.ledger = ledger;
        this.window = window;
        this.certificateStride = Math.max(1, window / TIMED_CERTIFICATES);
        this.room = new Semaphore(window);
    }

    private static Histogram latencies() {
        return new ConcurrentHistogram(TimeUnit.MINUTES.toMicros(2), 3);
    }

    /**
     * Returns the seconds from the first submission to the last commit; certificates may take a little longer. May be called
     * again.
     */
    double run(List<Transaction> transactions) {
        long startNanos = System.nanoTime();
        for (int i = 0; i < transactions.size(); i++) {
            acquire(room, 1, "was committed");
            send(transactions.get(i), i % certificateStride == 0);
        }
        acquire(room, window, "was committed");
        room.release(window);
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        int certificates = (transactions.size() + certificateStride - 1) / certificateStride;
        acquire(certificatesOpen, certificates, "was certified");
        Throwable problem = failure.get();
        if (problem != null) {
            throw new IllegalStateException("a transaction was not committed and certified", problem);
        }
        return seconds;
    }

    private void send(Transaction transaction, boolean timeCertificate) {
        long submitNanos = System.nanoTime();
        var unused = ledger.commit(transaction).whenComplete((committed, problem) -> {
            committedMicros.recordValue(microsSince(submitNanos));
            room.release();
            if (problem != null) {
                failure.compareAndSet(null, problem);
                certificatesOpen.release();
            } else if (timeCertificate) {
                awaitCertificate(committed.height(), submitNanos);
            }
        });
    }

    private void awaitCertificate(long height, long submitNanos) {
        var unused = ledger.certified(height).whenComplete((certified, problem) -> {
            certifiedMicros.recordValue(microsSince(submitNanos));
            if (problem != null) {
                failure.compareAndSet(null, problem);
            }
            certificatesOpen.release();
        });
    }

    private static long microsSince(long startNanos) {
        return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - startNanos);
    }

    Histogram committedMicros() {
        return committedMicros;
    }

    Histogram certifiedMicros() {
        return certifiedMicros;
    }

    private void acquire(Semaphore what, int permits, String happened) {
        try {
            if (!what.tryAcquire(permits, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        "nothing " + happened + " for " + PATIENCE_SECONDS + " s", failure.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the nodes", e);
        }
    }
}
