package dev.quire.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quire.testkit.history.HistoryCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes are killed again and again while clients write and read: what was acknowledged is on every node at the end, and
 * what the clients saw is linearizable.
 */
class KillCycleTest {
    // Twenty by hand: each costs the start of a JVM.
    private static final int CYCLES = Integer.getInteger("quire.kill.cycles", 3);
    private static final int WRITES_PER_CYCLE = 60;
    private static final int KEYS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Random random = new Random(20_261_122);

    @TempDir
    Path directory;

    @Test
    void noAcknowledgedTransactionIsLost() throws Exception {
        try (RealTestnet testnet = RealTestnet.up(directory.resolve("net"), RealTestnet.Consensus.RAFT)) {
            await().atMost(PATIENCE).until(() -> testnet.leader().isPresent());
            List<JsonNode> outcomes = writeWhileNodesDie(testnet);
            List<JsonNode> acknowledged = with("ok", outcomes);
            assertThat(HistoryCommand.run(List.of(history().toString()), System.out, System.err))
                    .as("exit code of check-history")
                    .isZero();
            System.out.println(
                    CYCLES + " kills, " + acknowledged.size() + " acknowledged writes of " + outcomes.size());
            assertThat(acknowledged).hasSizeGreaterThan(WRITES_PER_CYCLE);
            long height = acknowledged.stream()
                    .mapToLong(line -> line.path("height").asLong())
                    .max()
                    .orElseThrow();
            List<CompletableFuture<Set<String>>> readings = testnet.nodes().stream()
                    .map(node -> CompletableFuture.supplyAsync(
                            () -> testnet.blocks(node, height).transactions()))
                    .toList();
            for (CompletableFuture<Set<String>> reading : readings) {
                assertThat(reading.join())
                        .containsAll(ids(acknowledged))
                        .doesNotContainAnyElementsOf(ids(with("fail", outcomes)));
            }
        }
    }

    private List<JsonNode> writeWhileNodesDie(RealTestnet testnet) throws Exception {
        try (KvProcess kv = new KvProcess(
                testnet.urls(),
                Path.of(testnet.clientKey()),
                "--history",
                history().toString())) {
            for (int cycle = 0; cycle < CYCLES; cycle++) {
                // Every other time the one whose loss hurts most.
                int victim =
                        cycle % 2 == 0 ? testnet.leader().orElse(0) : random.nextInt(RealTestnet.Consensus.RAFT.size());
                write(kv, cycle, 0);
                testnet.kill(victim);
                write(kv, cycle, WRITES_PER_CYCLE);
                testnet.start();
            }
            await().atMost(PATIENCE).until(() -> testnet.leader().isPresent());
            write(kv, CYCLES, 0);
            assertThat(kv.finish()).isZero();
            assertThat(kv.outcomes()).hasSize(2 * (2 * CYCLES + 1) * WRITES_PER_CYCLE);
            // Reads have no transaction.
            return kv.outcomes().stream()
                    .filter(line -> !line.path("id").asText().endsWith("/r"))
                    .toList();
        }
    }

    private Path history() {
        return directory.resolve("history.jsonl");
    }

    private void write(KvProcess kv, int cycle, int from) throws IOException {
        for (int i = from; i < from + WRITES_PER_CYCLE; i++) {
            kv.send("{\"id\":\"" + cycle + "/" + i + "\",\"op\":\"put\",\"key\":\"" + key(i) + "\",\"value\":\"" + cycle
                    + "/" + i + options());
            kv.send("{\"id\":\"" + cycle + "/" + i + "/r\",\"op\":\"get\",\"key\":\"" + key(i) + options());
        }
    }

    /** Few enough for operations to meet. */
    private static String key(int number) {
        return "k" + number % KEYS;
    }

    private String options() {
        return "\",\"endpoint\":" + random.nextInt(RealTestnet.Consensus.RAFT.size()) + ",\"timeoutMillis\":10000}";
    }

    private static List<JsonNode> with(String outcome, List<JsonNode> outcomes) {
        return outcomes.stream()
                .filter(line -> line.path("outcome").asText().equals(outcome))
                .toList();
    }

    // An operation that was never signed has no id.
    private static Set<String> ids(List<JsonNode> outcomes) {
        return outcomes.stream()
                .filter(line -> line.has("txId"))
                .map(line -> line.path("txId").asText())
                .collect(Collectors.toSet());
    }
}
