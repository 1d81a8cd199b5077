package dev.quire.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * What came of calls of which a fixed number was outstanding: each that ended made room for one.
 *
 * @param results in the order of the calls
 * @param seconds from the first call to the last result
 * @param micros of each call
 */
record ClosedCalls<T>(List<T> results, double seconds, Histogram micros) {
    private static final long PATIENCE_SECONDS = 120;

    /**
     * @throws java.util.concurrent.CompletionException if one of them failed
     * @throws IllegalStateException if none ends for two minutes
     */
    static <T> ClosedCalls<T> run(int window, List<Supplier<CompletableFuture<T>>> calls) {
        Histogram micros = new ConcurrentHistogram(TimeUnit.MINUTES.toMicros(4), 3);
        Semaphore room = new Semaphore(window);
        List<CompletableFuture<T>> answers = new ArrayList<>(calls.size());
        long begunNanos = System.nanoTime();
        for (Supplier<CompletableFuture<T>> call : calls) {
            acquire(room, 1);
            long callNanos = System.nanoTime();
            answers.add(call.get().whenComplete((result, failure) -> {
                micros.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - callNanos));
                room.release();
            }));
        }
        acquire(room, window);
        double seconds = (System.nanoTime() - begunNanos) / 1e9;
        return new ClosedCalls<>(answers.stream().map(CompletableFuture::join).toList(), seconds, micros);
    }

    private static void acquire(Semaphore room, int permits) {
        try {
            if (!room.tryAcquire(permits, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("no call ended for " + PATIENCE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the members", e);
        }
    }

    double perSecond() {
        return results.size() / seconds;
    }

    double millisAt(double percentile) {
        return micros.getValueAtPercentile(percentile) / 1e3;
    }
}
