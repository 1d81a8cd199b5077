package dev.quire.examples.hospital;

import dev.quire.block.Transaction;
import dev.quire.spi.ledger.BusyException;
import dev.quire.spi.ledger.CommittedTransaction;
import dev.quire.spi.ledger.Ledger;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Submits transactions until it is known what became of them. While members elect a leader nothing is known; the same
 * bytes are then submitted again, which is safe because a transaction is executed at most once.
 */
final class Submission {
    private static final Duration ATTEMPT = Duration.ofSeconds(3);
    private static final long PAUSE_MILLIS = 100;

    private final Ledger ledger;
    private final Duration patience;

    /** @param patience how long to go on before giving up; the outcome is then unknown */
    Submission(Ledger ledger, Duration patience) {
        this.ledger = ledger;
        this.patience = patience;
    }

    CommittedTransaction commit(Transaction transaction) throws IOException, InterruptedException {
        List<CommittedTransaction> committed = new ArrayList<>(1);
        commit(List.of(transaction), committed::add);
        return committed.get(0);
    }

    /**
     * Submits all at once and hands each on as soon as it is committed and all before it are.
     *
     * @throws IOException if one was rejected, the node stopped, or patience ran out
     */
    void commit(List<Transaction> transactions, Consumer<CommittedTransaction> committed)
            throws IOException, InterruptedException {
        long deadlineNanos = System.nanoTime() + patience.toNanos();
        List<CompletableFuture<CommittedTransaction>> attempts = new ArrayList<>(transactions.size());
        for (Transaction transaction : transactions) {
            attempts.add(submit(transaction));
        }
        for (int i = 0; i < transactions.size(); i++) {
            committed.accept(await(transactions.get(i), attempts.get(i), deadlineNanos));
        }
    }

    private CommittedTransaction await(
            Transaction transaction, CompletableFuture<CommittedTransaction> first, long deadlineNanos)
            throws IOException, InterruptedException {
        CompletableFuture<CommittedTransaction> attempt = first;
        while (System.nanoTime() - deadlineNanos < 0) {
            try {
                return attempt.get(ATTEMPT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                attempt = submit(transaction);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof BusyException)) {
                    throw new IOException(transaction + " failed: " + e.getMessage(), e);
                }
                Thread.sleep(PAUSE_MILLIS);
                attempt = submit(transaction);
            }
        }
        throw new IOException(
                transaction + " has no known outcome after " + patience.toSeconds() + " s; is a majority alive?");
    }

    private CompletableFuture<CommittedTransaction> submit(Transaction transaction) {
        try {
            return ledger.commit(transaction);
        } catch (BusyException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
