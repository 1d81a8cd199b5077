package dev.quire.internal.runtime;

import dev.quire.hash.Hash;
import dev.quire.internal.chain.AppliedBlock;
import dev.quire.internal.chain.TransactionResult;
import dev.quire.spi.ledger.CommittedTransaction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Clients that wait: for a transaction to be applied, or for a height to be certified. Futures complete on the workers,
 * so that what a host hangs on them never runs on a loop. Safe for use by several threads.
 */
final class Waiters {
    private final Executor workers;
    private final Map<Hash, CompletableFuture<CommittedTransaction>> transactions = new LinkedHashMap<>();
    private final TreeMap<Long, List<CompletableFuture<Long>>> certified = new TreeMap<>();
    private long certifiedHeight;

    Waiters(Executor workers, long certifiedHeight) {
        this.workers = workers;
        this.certifiedHeight = certifiedHeight;
    }

    /** Completes when the transaction is applied; several callers share one future. */
    synchronized CompletableFuture<CommittedTransaction> transaction(Hash id) {
        return transactions.computeIfAbsent(id, key -> new CompletableFuture<>());
    }

    /** Completes with a certified height that is not below {@code height}. */
    synchronized CompletableFuture<Long> certified(long height) {
        CompletableFuture<Long> future = new CompletableFuture<>();
        if (height <= certifiedHeight) {
            future.complete(certifiedHeight);
        } else {
            certified.computeIfAbsent(height, h -> new ArrayList<>()).add(future);
        }
        return future;
    }

    synchronized void applied(AppliedBlock block) {
        long height = block.block().height();
        for (TransactionResult result : block.results()) {
            CompletableFuture<CommittedTransaction> future =
                    transactions.remove(result.leaf().txId());
            if (future != null) {
                CommittedTransaction committed = result.at(height);
                workers.execute(() -> future.complete(committed));
            }
        }
    }

    /** The transaction turned out to be committed already. */
    synchronized void complete(Hash id, CommittedTransaction committed) {
        CompletableFuture<CommittedTransaction> future = transactions.remove(id);
        if (future != null) {
            workers.execute(() -> future.complete(committed));
        }
    }

    synchronized void certifiedUpTo(long height) {
        certifiedHeight = height;
        var done = certified.headMap(height, true);
        done.values().forEach(futures -> futures.forEach(f -> workers.execute(() -> f.complete(height))));
        done.clear();
    }

    /** This node has dropped the transaction. */
    synchronized void fail(Hash id, RuntimeException why) {
        CompletableFuture<CommittedTransaction> future = transactions.remove(id);
        if (future != null) {
            workers.execute(() -> future.completeExceptionally(why));
        }
    }

    /** The node has stopped. What was submitted may still be in a block of the others. */
    synchronized void failAll(Throwable why) {
        transactions.values().forEach(future -> future.completeExceptionally(why));
        transactions.clear();
        certified.values().forEach(futures -> futures.forEach(f -> f.completeExceptionally(why)));
        certified.clear();
    }
}
