package dev.quire.internal.runtime;

import dev.quire.spi.consensus.Input;
import dev.quire.spi.ledger.BusyException;
import dev.quire.spi.ledger.NotConfirmedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Linearizable reads that wait: first for the engine to name a height, then for this node to have applied it. One
 * question to the engine serves all reads that arrived before it was asked; where it has no leader or quorum to ask, it
 * is asked again until they are late. Owned by the consensus loop but for {@link #request}.
 */
final class ReadBarriers {
    private static final int MAX_WAITING = 10_000;
    private static final long RETRY_MICROS = 50_000;

    /** A read, its deadline on the monotonic clock, and where its answer goes. */
    private record Waiting(long deadlineMicros, CompletableFuture<Long> height) {}

    private final Executor workers;
    private final ConcurrentLinkedQueue<Waiting> arrived = new ConcurrentLinkedQueue<>();
    private final TreeMap<Long, List<Waiting>> asked = new TreeMap<>();
    private final TreeMap<Long, List<Waiting>> answered = new TreeMap<>();
    /** To be asked again, at {@link #retryMicros}. */
    private List<Waiting> refused = new ArrayList<>();

    private long retryMicros;
    private long nowMicros;
    private final AtomicInteger waitingCount = new AtomicInteger();
    private volatile Runnable waker = () -> {};
    private long appliedHeight;
    private long nextRequestId;

    ReadBarriers(Executor workers, long appliedHeight, RandomGenerator random) {
        this.workers = workers;
        // An answer to a question of this node's last life must not pass for one to a question of this life.
        this.nextRequestId = random.nextLong(1, 1L << 62);
        this.appliedHeight = appliedHeight;
    }

    void onArrival(Runnable waker) {
        this.waker = waker;
    }

    /**
     * Completes with a height that is applied here and not below any height whose commit anyone had observed before
     * this call; fails with {@link NotConfirmedException} at the deadline. Any thread.
     */
    CompletableFuture<Long> request(long deadlineMicros) {
        CompletableFuture<Long> height = new CompletableFuture<>();
        if (waitingCount.incrementAndGet() > MAX_WAITING) {
            waitingCount.decrementAndGet();
            height.completeExceptionally(new BusyException("too many linearizable reads are waiting; try again later"));
            return height;
        }
        arrived.add(new Waiting(deadlineMicros, height));
        waker.run();
        return height;
    }

    /** Asks the engine for those that arrived or are to be tried again; fails those whose time is over. */
    boolean submitAndExpire(long now, Consumer<Input> engine) {
        nowMicros = now;
        expire(refused);
        List<Waiting> batch = new ArrayList<>();
        if (now >= retryMicros) {
            batch.addAll(refused);
            refused = new ArrayList<>();
        }
        for (Waiting waiting = arrived.poll(); waiting != null; waiting = arrived.poll()) {
            batch.add(waiting);
        }
        if (!batch.isEmpty()) {
            asked.put(nextRequestId, batch);
            engine.accept(new Input.ReadRequested(nextRequestId));
            nextRequestId++;
        }
        expire(asked);
        expire(answered);
        return !batch.isEmpty();
    }

    /** The engine named a height, or said that there is no leader or quorum to ask. */
    void answered(long requestId, OptionalLong height) {
        List<Waiting> batch = asked.remove(requestId);
        if (batch == null) {
            return;
        }
        if (height.isEmpty()) {
            refused.addAll(batch);
            retryMicros = nowMicros + RETRY_MICROS;
        } else if (height.getAsLong() <= appliedHeight) {
            batch.forEach(this::complete);
        } else {
            answered.computeIfAbsent(height.getAsLong(), h -> new ArrayList<>()).addAll(batch);
        }
    }

    void applied(long height) {
        appliedHeight = height;
        var ready = answered.headMap(height, true);
        ready.values().forEach(batch -> batch.forEach(this::complete));
        ready.clear();
    }

    long nextDeadlineMicros() {
        long next = refused.isEmpty() ? Long.MAX_VALUE : retryMicros;
        for (Waiting waiting : refused) {
            next = Math.min(next, waiting.deadlineMicros());
        }
        for (var group : List.of(asked, answered)) {
            for (List<Waiting> batch : group.values()) {
                for (Waiting waiting : batch) {
                    next = Math.min(next, waiting.deadlineMicros());
                }
            }
        }
        return next;
    }

    /** The node has stopped: nothing will be answered any more. */
    void failAll(Throwable cause) {
        for (var group : List.of(asked, answered)) {
            group.values().forEach(batch -> batch.forEach(w -> w.height().completeExceptionally(cause)));
            group.clear();
        }
        refused.forEach(waiting -> waiting.height().completeExceptionally(cause));
        refused = new ArrayList<>();
        for (Waiting waiting = arrived.poll(); waiting != null; waiting = arrived.poll()) {
            waiting.height().completeExceptionally(cause);
        }
    }

    private void expire(Map<Long, List<Waiting>> group) {
        group.values().forEach(this::expire);
        group.values().removeIf(List::isEmpty);
    }

    private void expire(List<Waiting> batch) {
        batch.removeIf(waiting -> {
            boolean late = waiting.deadlineMicros() <= nowMicros;
            if (late) {
                fail(waiting, "no quorum confirmed the newest height before the deadline");
            }
            return late;
        });
    }

    private void complete(Waiting waiting) {
        waitingCount.decrementAndGet();
        long height = appliedHeight;
        workers.execute(() -> waiting.height().complete(height));
    }

    private void fail(Waiting waiting, String why) {
        waitingCount.decrementAndGet();
        workers.execute(() -> waiting.height().completeExceptionally(new NotConfirmedException(why)));
    }
}
