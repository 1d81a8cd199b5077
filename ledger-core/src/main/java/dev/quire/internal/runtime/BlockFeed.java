package dev.quire.internal.runtime;

import dev.quire.block.Block;
import dev.quire.internal.chain.TransactionResult;
import dev.quire.spi.ledger.CommittedBlock;
import dev.quire.spi.ledger.Ledger;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands every applied block, from a height on and without gaps, to each subscriber, as fast as that subscriber takes
 * them: a slow one reads from the journal and holds up nobody. Safe for use by several threads.
 */
final class BlockFeed {
    private static final Logger log = LoggerFactory.getLogger(BlockFeed.class);

    private final LongFunction<CompletableFuture<Optional<Block>>> blocks;
    private final LongFunction<Optional<List<TransactionResult>>> results;
    private final LongSupplier appliedHeight;
    private final Executor workers;
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

    /**
     * @param blocks the applied block of a height, from memory or the journal; empty if there is none
     * @param results those of the transactions in it
     * @param appliedHeight of the newest block that there is
     */
    BlockFeed(
            LongFunction<CompletableFuture<Optional<Block>>> blocks,
            LongFunction<Optional<List<TransactionResult>>> results,
            LongSupplier appliedHeight,
            Executor workers) {
        this.blocks = blocks;
        this.results = results;
        this.appliedHeight = appliedHeight;
        this.workers = workers;
    }

    /** Starts at {@code fromHeight}; closing the result ends it. The consumer runs on the workers, one block at a time. */
    Ledger.Subscription subscribe(long fromHeight, Consumer<CommittedBlock> consumer) {
        Subscription subscription = new Subscription(fromHeight, consumer);
        subscriptions.add(subscription);
        subscription.wake();
        return subscription;
    }

    /** The applied block at {@code height} with its results. */
    CompletableFuture<Optional<CommittedBlock>> committedBlock(long height) {
        return blocks.apply(height)
                .thenApply(found -> found.flatMap(block -> results.apply(height)
                        .map(outcome -> new CommittedBlock(
                                block,
                                outcome.stream()
                                        .map(result -> result.at(height))
                                        .toList()))));
    }

    /** A block has been applied. */
    void applied() {
        subscriptions.forEach(Subscription::wake);
    }

    void close() {
        subscriptions.forEach(Subscription::close);
    }

    private final class Subscription implements Ledger.Subscription {
        private final Consumer<CommittedBlock> consumer;
        private final AtomicBoolean running = new AtomicBoolean();
        private final AtomicLong next;
        private volatile boolean closed;

        Subscription(long fromHeight, Consumer<CommittedBlock> consumer) {
            this.next = new AtomicLong(fromHeight);
            this.consumer = consumer;
        }

        void wake() {
            while (isDue() && running.compareAndSet(false, true)) {
                // Between the two it may have been delivered: the next one need not be there yet, and is not pruned.
                if (isDue()) {
                    var unused = committedBlock(next.get())
                            .thenAcceptAsync(this::deliver, workers)
                            .whenComplete((nothing, failure) -> finished(failure));
                    return;
                }
                running.set(false);
            }
        }

        private boolean isDue() {
            return !closed && next.get() <= appliedHeight.getAsLong();
        }

        private void deliver(Optional<CommittedBlock> block) {
            if (closed) {
                return;
            }
            if (block.isEmpty()) {
                throw new IllegalStateException(
                        "block " + next.get() + " has been pruned; subscribe from a later height");
            }
            consumer.accept(block.get());
            next.incrementAndGet();
        }

        private void finished(@Nullable Throwable failure) {
            if (failure != null && !closed) {
                log.warn("a subscription ended at block {} because delivery failed", next.get(), failure);
                close();
            }
            running.set(false);
            wake();
        }

        @Override
        public void close() {
            closed = true;
            subscriptions.remove(this);
        }
    }
}
