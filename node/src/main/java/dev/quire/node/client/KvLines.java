package dev.quire.node.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.block.Rejection;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.kv.KeyValueCommand;
import dev.quire.node.terminal.JsonLine;
import dev.quire.node.terminal.LineReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Carries out operations, many at once, and writes each outcome when it is known (docs/spec/process.md, section 4). */
final class KvLines {
    private static final int MAX_IN_FLIGHT = 256;
    // 64 KiB of text, each character of which JSON may write with six.
    private static final int MAX_LINE_BYTES = 1024 * 1024;
    private static final Duration MIN_TIMEOUT = Duration.ofMillis(1);
    private static final int CLIENT_ERROR = 400;
    private static final int SERVER_ERROR = 500;

    // A node that drops a transaction may have handed it on before; a duplicate is in a block.
    private static final List<String> SAID_OF_WHAT_WAS_TAKEN =
            List.of(Rejection.DUPLICATE.name(), Rejection.VALID_TOO_LONG.name(), Rejection.PLUGIN_FAILURE.name());

    private final KvSession session;
    private final PrintWriter out;
    private final KvHistory history;
    private final Semaphore window = new Semaphore(MAX_IN_FLIGHT);

    KvLines(KvSession session, PrintWriter out, KvHistory history) {
        this.session = session;
        this.out = out;
        this.history = history;
    }

    /** Returns when the input has ended and the last outcome is written. */
    void run(InputStream in) throws IOException {
        LineReader lines = new LineReader(in, MAX_LINE_BYTES);
        Optional<LineReader.Line> line = lines.next();
        while (line.isPresent()) {
            if (!line.get().isBlank()) {
                accept(line.get());
            }
            line = lines.next();
        }
        window.acquireUninterruptibly(MAX_IN_FLIGHT);
    }

    private void accept(LineReader.Line line) {
        ObjectNode outcome = JsonNodeFactory.instance.objectNode();
        outcome.putNull("id");
        ObjectNode fields;
        KvOperation operation;
        try {
            JsonLine json = parse(line);
            outcome.set("id", json.id());
            fields = json.fields();
            if (json.hasId()) {
                fields.set("id", json.id());
            }
            operation = KvOperation.parse(fields, session.clients().size());
        } catch (IllegalArgumentException e) {
            write(outcome.put("outcome", "fail").put("error", e.getMessage()));
            return;
        }
        outcome.put("endpoint", operation.endpoint());
        window.acquireUninterruptibly();
        history.record(fields);
        // What goes wrong is written as the outcome.
        var unused = start(operation, outcome).whenComplete((done, failure) -> {
            try {
                history.record(outcome);
                write(outcome);
            } finally {
                window.release();
            }
        });
    }

    private static JsonLine parse(LineReader.Line line) {
        if (line.tooLong()) {
            throw new IllegalArgumentException("the line is longer than " + MAX_LINE_BYTES + " bytes");
        }
        return JsonLine.parse(line.bytes());
    }

    private CompletableFuture<Void> start(KvOperation operation, ObjectNode outcome) {
        ApiClient client = session.clients().get(operation.endpoint());
        if (operation.write().isEmpty()) {
            return client.value("kv", operation.key(), operation.level(), operation.timeout())
                    .handle((answer, failure) -> {
                        read(answer, failure, outcome);
                        return null;
                    });
        }
        return write(client, operation.write().get(), operation.timeout(), outcome);
    }

    /** The time counts from here on, the question for the chain in it. */
    private CompletableFuture<Void> write(
            ApiClient client, KeyValueCommand command, Duration timeout, ObjectNode outcome) {
        long beginNanos = System.nanoTime();
        return session.chainId()
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(Optional::of)
                .exceptionally(failure -> {
                    notSent(failure, outcome);
                    return Optional.empty();
                })
                .thenCompose(chain -> {
                    if (chain.isEmpty()) {
                        return CompletableFuture.completedFuture(null);
                    }
                    Duration left = timeout.minusNanos(System.nanoTime() - beginNanos);
                    return submit(client, session.transaction(chain.get(), command), left, outcome);
                });
    }

    private static void notSent(Throwable failure, ObjectNode outcome) {
        outcome.put("outcome", "fail")
                .put("error", "nothing was sent, because no node has said which chain it is of: " + explain(failure));
    }

    private static CompletableFuture<Void> submit(
            ApiClient client, Transaction transaction, Duration left, ObjectNode outcome) {
        outcome.put("txId", transaction.id().toHex());
        Duration timeout = left.compareTo(MIN_TIMEOUT) < 0 ? MIN_TIMEOUT : left;
        return client.submit(transaction, "committed", timeout).handle((answer, failure) -> {
            written(answer, failure, outcome);
            return null;
        });
    }

    private static void read(@Nullable JsonNode answer, @Nullable Throwable failure, ObjectNode outcome) {
        if (answer == null) {
            outcome.put("outcome", "fail").put("error", explain(failure));
            return;
        }
        long height = answer.path("height").asLong();
        if (!answer.path("present").asBoolean()) {
            outcome.put("outcome", "ok").put("height", height).putNull("value");
            return;
        }
        Bytes value = Bytes.fromHex(answer.path("value").asText());
        ValueText.of(value)
                .ifPresentOrElse(
                        text -> outcome.put("outcome", "ok")
                                .put("height", height)
                                .put("value", text),
                        () -> outcome.put("outcome", "fail")
                                .put(
                                        "error",
                                        "NOT_TEXT: the value of " + value.size()
                                                + " bytes is no UTF-8; see it with: quire kv get"));
    }

    private static void written(@Nullable JsonNode answer, @Nullable Throwable failure, ObjectNode outcome) {
        if (answer == null) {
            outcome.put("outcome", hadNoEffect(failure) ? "fail" : "unknown").put("error", explain(failure));
        } else if (!answer.path("status").asText().equals("COMMITTED")) {
            outcome.put("outcome", "unknown").put("error", "not committed in time");
        } else {
            boolean applied = answer.path("outcome").asText().equals("APPLIED");
            outcome.put("outcome", applied ? "ok" : "fail")
                    .put("height", answer.path("height").asLong());
            if (!applied) {
                outcome.put("error", KvRefusal.name(answer.path("outcomeCode").asInt()));
            }
        }
    }

    /**
     * Is it certain that the transaction is and will be in no block? Its bytes are new, were sent to one node, once, and
     * are never sent again: so the word of that node is enough, unless it may have taken them first.
     */
    private static boolean hadNoEffect(@Nullable Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof ApiException problem) {
            return problem.status() >= CLIENT_ERROR
                    && problem.status() < SERVER_ERROR
                    && !SAID_OF_WHAT_WAS_TAKEN.contains(problem.code());
        }
        return cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
    }

    private static String explain(@Nullable Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof ApiException problem) {
            return problem.code() + ": " + problem.getMessage();
        }
        return cause == null
                ? "no answer"
                : cause.getClass().getSimpleName() + (cause.getMessage() == null ? "" : ": " + cause.getMessage());
    }

    private static @Nullable Throwable cause(@Nullable Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private synchronized void write(ObjectNode outcome) {
        out.println(outcome);
        out.flush();
    }
}
