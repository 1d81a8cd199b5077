package dev.quire.node.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.block.Rejection;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.spi.ledger.BusyException;
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
    private static final int DEFAULT_TIMEOUT_MILLIS = 5_000;
    private static final int MAX_TIMEOUT_MILLIS = 60_000;

    private final Ledger ledger;
    private final ObjectMapper mapper;

    TransactionRoutes(Ledger ledger, ObjectMapper mapper) {
        this.ledger = ledger;
        this.mapper = mapper;
    }

    /** What a client asks for. */
    private record Submission(Transaction transaction, boolean certified, int timeoutMillis) {}

    void submit(Context context) {
        Submission submission = read(context);
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
            context.status(202)
                    .json(view.path("status").asText().equals("UNKNOWN") ? view.put("status", "PENDING") : view);
        } else if (cause instanceof RejectedException rejected) {
            Errors.answer(context, Problem.rejected(rejected.rejection(), String.valueOf(rejected.getMessage())));
        } else if (cause instanceof BusyException) {
            Errors.answer(context, Problem.rejected(Rejection.BUSY, Rejection.BUSY.explanation()));
        } else if (cause instanceof LedgerStoppedException) {
            Errors.answer(context, Errors.stopped(cause));
        } else {
            Errors.answer(context, Errors.unexpected(cause));
        }
    }

    private Submission read(Context context) {
        JsonNode body = parse(context.body());
        Bytes bytes = Requests.base64("transaction", body.path("transaction").asText());
        String level = body.path("level").asText("committed");
        if (!level.equals("committed") && !level.equals("certified")) {
            throw new ProblemException(Problem.badRequest("level must be committed or certified, not " + level));
        }
        int timeoutMillis = body.path("timeoutMillis").asInt(DEFAULT_TIMEOUT_MILLIS);
        if (timeoutMillis < 1 || timeoutMillis > MAX_TIMEOUT_MILLIS) {
            throw new ProblemException(Problem.badRequest("timeoutMillis must be 1 to " + MAX_TIMEOUT_MILLIS));
        }
        try {
            return new Submission(Transaction.decode(bytes), level.equals("certified"), timeoutMillis);
        } catch (MalformedException e) {
            Rejection rejection = bytes.size() > Transaction.MAX_SIZE ? Rejection.OVERSIZE : Rejection.MALFORMED;
            throw new ProblemException(Problem.rejected(rejection, String.valueOf(e.getMessage())));
        }
    }

    private JsonNode parse(String body) {
        try {
            JsonNode json = mapper.readTree(body);
            if (json != null && json.isObject() && json.path("transaction").isTextual()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            throw new ProblemException(Problem.badRequest("the body is not JSON: " + e.getOriginalMessage()));
        }
        throw new ProblemException(Problem.badRequest("the body must be an object with a text field 'transaction'"));
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
        if (!(status instanceof TxStatus.Committed)) {
            throw new ProblemException(Problem.notFound(
                    "transaction " + id + " is not in a committed block here", "Ask GET /v1/transactions/" + id));
        }
        context.future(() -> ledger.receipt(id).thenAccept(receipt -> {
            if (receipt.isPresent()) {
                context.json(Views.receipt(receipt.get()));
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
