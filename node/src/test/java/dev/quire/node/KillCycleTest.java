package dev.quire.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quire.hash.Hash;
import dev.quire.node.terminal.CommandException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes are killed again and again while clients write: what was acknowledged is on every node at the end. */
class KillCycleTest {
    // Twenty by hand: each costs the start of a JVM.
    private static final int CYCLES = Integer.getInteger("quire.kill.cycles", 4);
    private static final int WRITES_PER_CYCLE = 60;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Random random = new Random(20_261_122);

    @TempDir
    Path directory;

    @Test
    void noAcknowledgedTransactionIsLost() throws Exception {
        try (RealTestnet testnet = RealTestnet.up(directory.resolve("net"))) {
            await().atMost(PATIENCE).until(() -> testnet.leader().isPresent());
            List<JsonNode> acknowledged;
            try (KvProcess kv = new KvProcess(testnet)) {
                for (int cycle = 0; cycle < CYCLES; cycle++) {
                    // Every other time the one whose loss hurts most.
                    int victim = cycle % 2 == 0 ? testnet.leader().orElse(0) : random.nextInt(RealTestnet.SIZE);
                    write(kv, cycle, 0);
                    testnet.kill(victim);
                    write(kv, cycle, WRITES_PER_CYCLE);
                    testnet.start();
                }
                await().atMost(PATIENCE).until(() -> testnet.leader().isPresent());
                write(kv, CYCLES, 0);
                assertThat(kv.finish()).isZero();
                assertThat(kv.outcomes()).hasSize((2 * CYCLES + 1) * WRITES_PER_CYCLE);
                acknowledged = kv.outcomes().stream()
                        .filter(line -> line.path("outcome").asText().equals("ok"))
                        .toList();
            }
            System.out.println(CYCLES + " kills, " + acknowledged.size() + " acknowledged writes");
            assertThat(acknowledged).hasSizeGreaterThan(WRITES_PER_CYCLE);
            for (int node = 0; node < RealTestnet.SIZE; node++) {
                for (JsonNode line : acknowledged) {
                    awaitCommitted(testnet, node, Hash.fromHex(line.path("txId").asText()));
                }
            }
        }
    }

    private void write(KvProcess kv, int cycle, int from) throws IOException {
        for (int i = from; i < from + WRITES_PER_CYCLE; i++) {
            kv.send("{\"id\":\"" + cycle + "/" + i + "\",\"op\":\"put\",\"key\":\"k" + i + "\",\"value\":\"" + cycle
                    + "\",\"endpoint\":" + random.nextInt(RealTestnet.SIZE) + ",\"timeoutMillis\":10000}");
        }
    }

    private static void awaitCommitted(RealTestnet testnet, int node, Hash id) {
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .ignoreExceptionsInstanceOf(CommandException.class)
                .until(() -> testnet.client(node)
                        .transaction(id)
                        .path("status")
                        .asText()
                        .equals("COMMITTED"));
    }
}
