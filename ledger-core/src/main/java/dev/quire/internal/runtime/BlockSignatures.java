package dev.quire.internal.runtime;

import dev.quire.block.Transaction;
import dev.quire.crypto.SignatureScheme;
import dev.quire.internal.execution.TransactionSignatures;
import dev.quire.internal.mempool.Mempool;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;

/**
 * Checks the senders' signatures, those of a block on all workers at once. A transaction that waits in this node's mempool,
 * byte for byte the same, was checked when it came in and is not checked again. Safe for use by several threads.
 */
final class BlockSignatures implements TransactionSignatures {
    private static final int CHUNK = 64;

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
        if (transactions.size() <= CHUNK) {
            return firstInvalid(transactions, 0);
        }
        List<CompletableFuture<OptionalInt>> chunks = new ArrayList<>();
        for (int from = CHUNK; from < transactions.size(); from += CHUNK) {
            int start = from;
            chunks.add(CompletableFuture.supplyAsync(() -> firstInvalid(transactions, start), workers));
        }
        // The first chunk on this thread, which has nothing else to do until all are done.
        OptionalInt first = firstInvalid(transactions, 0);
        for (CompletableFuture<OptionalInt> chunk : chunks) {
            OptionalInt found = chunk.join();
            first = first.isPresent() ? first : found;
        }
        return first;
    }

    private OptionalInt firstInvalid(List<Transaction> transactions, int from) {
        return IntStream.range(from, Math.min(from + CHUNK, transactions.size()))
                .filter(index -> !holds(transactions.get(index)))
                .findFirst();
    }

    /** Does the sender stand behind these very bytes? The id alone does not tell: it does not cover the signature. */
    boolean holds(Transaction transaction) {
        return mempool.get(transaction.id()).filter(transaction::equals).isPresent()
                || signatures.verifyTransaction(
                        transaction.sender(), transaction.signingBytes(), transaction.signature());
    }
}
