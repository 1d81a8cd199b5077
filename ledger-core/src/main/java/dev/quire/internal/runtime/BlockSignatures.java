package dev.quire.internal.runtime;

import dev.quire.block.Transaction;
import dev.quire.crypto.SignatureScheme;
import dev.quire.internal.execution.TransactionSignatures;
import dev.quire.internal.mempool.Mempool;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Checks the senders' signatures, those of a block on all workers at once. A transaction that waits in this node's mempool,
 * byte for byte the same, was checked when it came in and is not checked again. Safe for use by several threads.
 */
final class BlockSignatures implements TransactionSignatures {
    /** Signatures that one thread takes at a time: about a millisecond of work. */
    private static final int CHUNK = 8;
    /** After so many a worker lets others' tasks pass. */
    private static final int CHUNKS_PER_TURN = 8;

    private static final int HELPERS = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);

    private final SignatureScheme signatures;
    private final Mempool mempool;
    private final Executor workers;

    BlockSignatures(SignatureScheme signatures, Mempool mempool, Executor workers) {
        this.signatures = signatures;
        this.mempool = mempool;
        this.workers = workers;
    }

    @Override
    public OptionalInt firstInvalid(List<Transaction> transactions) {
        Check check = new Check(transactions);
        int otherChunks = (transactions.size() - 1) / CHUNK;
        for (int i = 0; i < Math.min(HELPERS, otherChunks); i++) {
            workers.execute(check::help);
        }
        return check.finish();
    }

    /** Does the sender stand behind these very bytes? The id alone does not tell: it does not cover the signature. */
    boolean holds(Transaction transaction) {
        return mempool.get(transaction.id()).filter(transaction::equals).isPresent()
                || signatures.verifyTransaction(
                        transaction.sender(), transaction.signingBytes(), transaction.signature());
    }

    /**
     * One block's check. Whoever is free takes the next chunk, the caller among them; so it never waits for workers that
     * are busy elsewhere, only for chunks that are being checked.
     */
    private final class Check {
        private final List<Transaction> transactions;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger left;
        private final AtomicInteger firstInvalid = new AtomicInteger(Integer.MAX_VALUE);
        private final CompletableFuture<Void> done = new CompletableFuture<>();

        Check(List<Transaction> transactions) {
            this.transactions = transactions;
            this.left = new AtomicInteger(transactions.size());
        }

        /** On a worker, in turns. */
        void help() {
            for (int i = 0; i < CHUNKS_PER_TURN; i++) {
                if (!checkNext()) {
                    return;
                }
            }
            workers.execute(this::help);
        }

        OptionalInt finish() {
            if (transactions.isEmpty()) {
                return OptionalInt.empty();
            }
            while (checkNext()) {
                // Goes on until all chunks are taken.
            }
            done.join();
            int first = firstInvalid.get();
            return first == Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(first);
        }

        /** False if no chunk was left to take. */
        private boolean checkNext() {
            int from = next.getAndAdd(CHUNK);
            int to = Math.min(from + CHUNK, transactions.size());
            if (from >= to) {
                return false;
            }
            try {
                check(from, to);
            } catch (RuntimeException | Error e) {
                // Whoever found it throws it, and the caller does too.
                done.completeExceptionally(e);
                throw e;
            }
            if (left.addAndGet(from - to) == 0) {
                done.complete(null);
            }
            return true;
        }

        private void check(int from, int to) {
            for (int index = from; index < to; index++) {
                if (!holds(transactions.get(index))) {
                    firstInvalid.accumulateAndGet(index, Math::min);
                    return;
                }
            }
        }
    }
}
