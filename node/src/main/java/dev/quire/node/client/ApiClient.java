package dev.quire.node.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import dev.quire.receipt.JsonForm;
import dev.quire.receipt.Proof;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * One node's HTTP API (docs/spec/process.md, section 3). Safe for use by several threads.
 *
 * <p>A future fails with {@link ApiException} if the node answered with a problem, and with an {@link IOException} if no
 * answer came: then a request that changes something may have been carried out, unless the connection was refused.
 */
public final class ApiClient {
    // A block of 16 MiB in base64, and its transactions as JSON.
    private static final int MAX_ANSWER_BYTES = 64 * 1024 * 1024;

    // What a node may need beyond the time that it was told to wait.
    private static final Duration SLACK = Duration.ofMillis(500);

    private final HttpClient http;
    private final ObjectMapper json = new ObjectMapper();
    private final URI endpoint;
    private final Duration patience;

    /** @param patience for each answer, and for a connection */
    public ApiClient(URI endpoint, Duration patience) {
        this.endpoint = endpoint;
        this.patience = patience;
        // Version 1.1 spares a node the attempt to change to 2 with each new connection.
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(patience)
                .build();
    }

    URI endpoint() {
        return endpoint;
    }

    /** The node at a glance; for commands. */
    public JsonNode status() {
        return await(status(patience));
    }

    /** The node at a glance. */
    CompletableFuture<JsonNode> status(Duration timeout) {
        return get("/v1/status", timeout);
    }

    /** The proofs of lies that the node has kept; for commands. */
    public JsonNode evidence() {
        return await(get("/v1/evidence", patience));
    }

    /** A committed block; for commands. */
    public JsonNode block(long height) {
        return await(get("/v1/blocks/" + height, patience));
    }

    /** Where a transaction stands; for commands. */
    public JsonNode transaction(Hash id) {
        return await(get("/v1/transactions/" + id, patience));
    }

    /** A transaction's receipt; for commands. */
    Proof receipt(Hash id) {
        return proof("/v1/receipts/" + id);
    }

    /** What the path gives out as a receipt or proof; for commands. Nothing of it has been verified. */
    Proof proof(String path) {
        String json = await(get(path, patience)).toString();
        try {
            return JsonForm.read(json);
        } catch (MalformedException e) {
            throw new CommandException(
                    ExitCode.NO, "the node's answer is no proof: " + e.getMessage(), "Ask another node");
        }
    }

    /** What the node keeps on its disk; for commands. */
    public JsonNode storage() {
        return await(get("/v1/storage", patience));
    }

    /** Begins a back-up; for commands. */
    public JsonNode startBackup() {
        return await(send(request("/v1/backups", patience)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build()));
    }

    /** A block as the node's journal has it; for commands. */
    public JsonNode journalEntry(long height) {
        return await(get("/v1/journal/" + height, patience));
    }

    /**
     * Whether so many members confirm a read that they can commit blocks, too: there is a leader whom they follow. For
     * commands.
     */
    public boolean isConfirmed(Duration timeout) {
        try {
            value("kv", Bytes.utf8("any"), "linearizable", timeout).join();
            return true;
        } catch (CompletionException e) {
            return false;
        }
    }

    /** One value of a plugin's state. */
    CompletableFuture<JsonNode> value(String plugin, Bytes key, String level, Duration timeout) {
        return get("/v1/state/" + plugin + "/" + key.toHex() + "?level=" + level, timeout);
    }

    /**
     * Submits a transaction; its status is PENDING if the level is not reached within {@code timeout}.
     *
     * @param level {@code committed} or {@code certified}
     */
    CompletableFuture<JsonNode> submit(Transaction transaction, String level, Duration timeout) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put(
                "transaction",
                Base64.getEncoder().encodeToString(transaction.encoded().toArray()));
        body.put("level", level);
        body.put("timeoutMillis", timeout.toMillis());
        return send(request("/v1/transactions", timeout.plus(SLACK))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build());
    }

    private CompletableFuture<JsonNode> get(String path, Duration timeout) {
        return send(request(path, timeout).GET().build());
    }

    private HttpRequest.Builder request(String path, Duration timeout) {
        return HttpRequest.newBuilder(endpoint.resolve(path)).timeout(timeout);
    }

    private CompletableFuture<JsonNode> send(HttpRequest request) {
        return http.sendAsync(request, info -> new LimitedBody(MAX_ANSWER_BYTES))
                .thenApply(this::answer);
    }

    private JsonNode answer(HttpResponse<byte[]> response) {
        JsonNode body;
        try {
            body = json.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException("the answer is not JSON: is " + endpoint + " a node's API?", e);
        }
        int status = response.statusCode();
        if (status >= 200 && status < 300) {
            return body;
        }
        throw new ApiException(status, body);
    }

    /** Waits for an answer and turns what goes wrong into the end of a command. */
    <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ApiException problem) {
                throw new CommandException(
                        ExitCode.NO, problem.code() + ": " + problem.getMessage(), problem.nextStep());
            }
            String why = e.getCause() == null || e.getCause().getMessage() == null
                    ? "no connection"
                    : e.getCause().getMessage();
            throw new CommandException(
                    ExitCode.UNREACHABLE,
                    "no answer from " + endpoint + ": " + why,
                    "Start the node, or name another one with --endpoint");
        }
    }
}
