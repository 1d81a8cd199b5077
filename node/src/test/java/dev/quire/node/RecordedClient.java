package dev.quire.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.testkit.history.HistoryCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A client of a real network whose every operation stands in a history that can be judged. Used by one thread. */
final class RecordedClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final Duration PATIENCE = Duration.ofMillis(TIMEOUT_MILLIS + 30_000);

    private final Path history;
    private final KvProcess kv;
    private int operations;

    RecordedClient(RealTestnet testnet, Path history) throws IOException {
        this.history = history;
        kv = new KvProcess(testnet.urls(), Path.of(testnet.clientKey()), "--history", history.toString());
    }

    /** Starts a write through {@code node}; returns its number. */
    int put(String key, String value, int node) throws IOException {
        return send(JsonNodeFactory.instance.objectNode().put("op", "put").put("value", value), key, node);
    }

    /** Starts a linearizable read through {@code node}; returns its number. */
    int get(String key, int node) throws IOException {
        return send(JsonNodeFactory.instance.objectNode().put("op", "get"), key, node);
    }

    private int send(ObjectNode operation, String key, int node) throws IOException {
        int id = operations++;
        kv.send(operation
                .put("id", id)
                .put("key", key)
                .put("endpoint", node)
                .put("timeoutMillis", TIMEOUT_MILLIS)
                .toString());
        return id;
    }

    /** Empty while the operation is in flight. */
    Optional<JsonNode> outcome(int id) {
        return kv.outcomes().stream()
                .filter(line -> line.path("id").asInt() == id)
                .findFirst();
    }

    /** Writes through {@code node}, and returns when that is acknowledged. */
    JsonNode write(String key, String value, int node) throws IOException {
        int id = put(key, value, node);
        JsonNode outcome = await().atMost(PATIENCE)
                .until(() -> outcome(id), Optional::isPresent)
                .orElseThrow();
        assertThat(outcome.path("outcome").asText()).as("%s", outcome).isEqualTo("ok");
        return outcome;
    }

    /** Reads through {@code node}, again and again until it can answer; returns the value. */
    String read(String key, int node) {
        return await().atMost(PATIENCE)
                .until(() -> readOnce(key, node), Optional::isPresent)
                .orElseThrow();
    }

    private Optional<String> readOnce(String key, int node) throws IOException {
        int id = get(key, node);
        return await().atMost(PATIENCE)
                .until(() -> outcome(id), Optional::isPresent)
                .filter(outcome -> outcome.path("outcome").asText().equals("ok"))
                .map(outcome -> outcome.path("value").asText());
    }

    /** Returns when nothing is in flight. */
    void awaitAll() {
        await().atMost(PATIENCE).until(() -> kv.outcomes().size() == operations);
    }

    /** The transactions of all writes that were acknowledged. */
    Set<String> acknowledged() {
        return written().stream().map(line -> line.path("txId").asText()).collect(Collectors.toSet());
    }

    /** The greatest height of an acknowledged write. */
    long height() {
        return written().stream()
                .mapToLong(line -> line.path("height").asLong())
                .max()
                .orElse(0);
    }

    private List<JsonNode> written() {
        return kv.outcomes().stream()
                .filter(line ->
                        line.has("txId") && line.path("outcome").asText().equals("ok"))
                .toList();
    }

    /** Judges everything from the first operation on; nothing may be in flight. */
    void requireLinearizable() {
        awaitAll();
        assertThat(HistoryCommand.run(List.of(history.toString()), System.out, System.err))
                .as("exit code of check-history")
                .isZero();
    }

    @Override
    public void close() {
        kv.close();
    }
}
