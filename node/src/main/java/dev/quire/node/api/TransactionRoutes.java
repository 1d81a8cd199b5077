package dev.quire.node.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.hash.Hash;
import dev.quire.spi.ledger.CommittedTransaction;
import dev.quire.spi.ledger.Ledger;
import dev.quire.spi.ledger.LedgerStoppedException;
import dev.quire.spi.ledger.RejectedException;
import dev.quire.spi.state.TxStatus;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Submitting transactions and asking what became of them. */
final class TransactionRoutes {
    private final Ledger ledger;

    TransactionRoutes(Ledger ledger) {
        this.ledger = ledger;
    }

    void submit(Context context) {
        Submission submission = Submission.read(context.body());
        Hash id = submission.transaction().id();
        CompletableFuture<CommittedTransaction> reached = ledger.commit(submission.transaction());
        if (submission.certified()) {
            reached =
                    reached.thenCompose(done -> ledger.certified(done.height()).thenApply(height -> done));
        }
        CompletableFuture<Void> answered = reached.orTimeout(submission.timeoutMillis(), TimeUnit.MILLISECONDS)
                .handle((done, failure) -> {
                    if (failure == null) {
                        context.json(Views.committed(done, isCertified(done.height())));
                    } else {
                        answerFailure(context, id, failure);
                    }
                    return null;
                });
        context.future(() -> answered);
    }

    private void answerFailure(Context context, Hash id, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof TimeoutException) {
            // It may not have reached the mempool yet: what the caller must know is that nothing is certain.
            ObjectNode view = transaction(id);
            boolean isUnknown = view.path("status").asText().equals("UNKNOWN") || view.has("validBeforeMicros");
            context.status(202).json(isUnknown ? Views.uncommitted(id, new TxStatus.Pending()) : view);
        } else if (cause instanceof RejectedException rejected) {
            Errors.answer(context, Problem.rejected(rejected.rejection(), String.valueOf(rejected.getMessage())));
        } else if (cause instanceof LedgerStoppedException) {
            Errors.answer(context, Errors.stopped(cause));
        } else {
            Errors.answer(context, Errors.unexpected(cause));
        }
    }

    void get(Context context) {
        context.json(transaction(Requests.hash(context, "id")));
    }

    private ObjectNode transaction(Hash id) {
        Optional<CommittedTransaction> committed = ledger.committed(id);
        return committed
                .map(found -> Views.committed(found, isCertified(found.height())))
                .orElseGet(() -> Views.uncommitted(id, ledger.status(id)));
    }

    private boolean isCertified(long height) {
        return height <= ledger.status().certifiedHeight();
    }

    void receipt(Context context) {
        Hash id = Requests.hash(context, "id");
        TxStatus status = ledger.status(id);
        if (status instanceof TxStatus.Pruned pruned) {
            String where = pruned.validBeforeMicros() > 0 ? "it is in no block here; one that it was in" : "its block";
            throw new ProblemException(Problem.pruned("transaction " + id + ": " + where));
        }
        if (!(status instanceof TxStatus.Committed)) {
            throw new ProblemException(Problem.notFound(
                    "transaction " + id + " is not in a committed block here", "Ask GET /v1/transactions/" + id));
        }
        context.future(() -> ledger.receipt(id).thenAccept(receipt -> {
            if (receipt.isPresent()) {
                ProofRoutes.answer(context, receipt.get());
            } else {
                Errors.answer(
                        context,
                        Problem.of(
                                409,
                                "NOT_CERTIFIED",
                                "No certificate covers the block yet",
                                "the transaction is committed, but a majority's seals are not together yet",
                                "Ask again in a moment"));
            }
        }));
    }
}
