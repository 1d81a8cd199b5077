package dev.quire.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.node.daemon.OddNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a network of real processes does when the worst befalls one of them, or all. The scenarios share a network, and
 * each leaves it whole.
 */
@ParameterizedClass
@EnumSource(RealTestnet.Consensus.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealProcessesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration RESUMES = Duration.ofSeconds(60);
    private static final int WRITES = 20;
    private static final int BROKEN_INVARIANT = 70;

    @Parameter
    private RealTestnet.Consensus consensus;

    private RealTestnet testnet;
    private RecordedClient client;

    @BeforeParameterizedClassInvocation
    void start(RealTestnet.Consensus chosen, @TempDir Path directory) throws IOException {
        testnet = RealTestnet.up(directory.resolve("net"), chosen);
        client = new RecordedClient(testnet, directory.resolve("history.jsonl"));
    }

    @AfterParameterizedClassInvocation
    void stop() throws IOException {
        client.close();
        testnet.close();
    }

    @Test
    void serviceResumesWithoutTheLeader() throws Exception {
        int leader = testnet.awaitLeader();
        client.write("killed", "before", leader);
        long begin = System.nanoTime();
        testnet.kill(leader);
        Duration without = awaitFirstWrite("killed", testnet.others(leader), begin);
        report("after kill -9 of the leader", without);
        assertThat(without).isLessThan(RESUMES);
        testnet.start();
        assertThat(client.read("killed", leader)).isEqualTo("after");
        client.requireLinearizable();
    }

    @Test
    void stoppedLeaderAnswersNoStaleReadWhenItContinues() throws Exception {
        int leader = testnet.awaitLeader();
        client.write("stopped", "before", leader);
        testnet.pause(leader);
        List<Integer> others = testnet.others(leader);
        for (int i = 0; i < WRITES; i++) {
            client.write("stopped", "while " + i, others.get(i % others.size()));
            assertThat(client.read("stopped", others.get((i + 1) % others.size())))
                    .isEqualTo("while " + i);
            // It lies in a socket, and is among the first that the node sees when it continues.
            client.get("stopped", leader);
        }
        testnet.resume(leader);
        for (int i = 0; i < WRITES; i++) {
            client.get("stopped", leader);
            client.get("stopped", others.get(i % others.size()));
            client.write("stopped", "after " + i, others.get(i % others.size()));
        }
        assertThat(client.read("stopped", leader)).isEqualTo("after " + (WRITES - 1));
        client.requireLinearizable();
    }

    @Test
    void nothingAcknowledgedIsLostWhenAllAreKilled() throws Exception {
        int leader = testnet.awaitLeader();
        for (int i = 0; i < WRITES; i++) {
            client.put("all " + i, "before", i % consensus.size());
        }
        client.write("all", "before", leader);
        for (int node : testnet.nodes()) {
            testnet.kill(node);
        }
        client.awaitAll();
        long begin = System.nanoTime();
        testnet.start();
        Duration processes = Duration.ofNanos(System.nanoTime() - begin);
        Duration without = awaitFirstWrite("all", testnet.nodes(), begin);
        report("after the restart of all", without);
        report("after all have been up again", without.minus(processes));
        for (int node : testnet.nodes()) {
            assertThat(testnet.blocks(node, client.height()).transactions()).containsAll(client.acknowledged());
        }
        for (int i = 0; i < WRITES; i++) {
            client.read("all " + i, i % consensus.size());
        }
        client.requireLinearizable();
    }

    /** It may lead or follow. Under PBFT it is made to lead: then it has a block of its own that nobody else follows. */
    @Test
    void nodeThatComputesAnotherStateStopsAndSaysWhere() throws Exception {
        int leader = testnet.awaitLeader();
        int odd = testnet.heir(leader);
        testnet.kill(odd);
        Process process = testnet.start(odd, OddNode.class);
        client.write("even", "1", leader);
        assertThat(client.read("even", odd)).isEqualTo("1");
        if (consensus == RealTestnet.Consensus.PBFT) {
            testnet.stop(leader);
            testnet.start();
        }
        for (int i = 0; i < WRITES; i++) {
            client.put("among others " + i, "1", leader);
        }
        JsonNode written = client.write(OddNode.KEY, "1", leader);
        for (int i = 0; i < WRITES; i++) {
            client.put("after it " + i, "1", leader);
        }
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("the odd node stops")
                .isTrue();
        assertThat(process.exitValue()).isEqualTo(BROKEN_INVARIANT);
        assertSaysWhere(odd, written, leader);
        client.write(OddNode.KEY, "2", testnet.awaitLeader());
        testnet.start();
        assertThat(client.read(OddNode.KEY, odd)).isEqualTo("2");
        client.requireLinearizable();
    }

    private void assertSaysWhere(int odd, JsonNode written, int other) throws IOException {
        String transaction = written.path("txId").asText();
        int index = testnet.client(other)
                .transaction(Hash.fromHex(transaction))
                .path("index")
                .asInt(-1);
        assertThat(Files.readAllLines(testnet.log(odd)))
                .anySatisfy(line -> assertThat(line)
                        .contains("ERROR")
                        .contains("the node stops")
                        .contains("height " + written.path("height").asLong() + ", transaction " + transaction
                                + " at index " + index + ", key "
                                + Bytes.utf8(OddNode.KEY).toHex() + " of plugin 1: this node wrote a value"));
    }

    @Test
    void wipedFollowerRecoversBeforeItsWordCounts() throws Exception {
        int leader = testnet.awaitLeader();
        int wiped = testnet.others(leader).get(0);
        client.write("wiped", "before", wiped);
        testnet.kill(wiped);
        testnet.wipe(wiped);
        client.write("wiped", "while", leader);
        testnet.start();
        assertThat(Files.readAllLines(testnet.log(wiped)))
                .anySatisfy(line -> assertThat(line)
                        .contains("head")
                        .contains("the file is missing")
                        .contains("recover"));
        await().atMost(PATIENCE).until(() -> !List.of("", "RECOVERING").contains(testnet.role(wiped)));
        client.write("wiped", "after", wiped);
        assertThat(client.read("wiped", wiped)).isEqualTo("after");
        int height = Math.toIntExact(client.height());
        List<String> chain = testnet.blocks(leader, height).hashes().subList(0, height);
        for (int node : testnet.nodes()) {
            assertThat(testnet.blocks(node, height).hashes()).startsWith(chain.toArray(String[]::new));
        }
        client.requireLinearizable();
    }

    /** The time from {@code begin}, in nanoseconds, until one of {@code nodes} acknowledges a write. */
    private Duration awaitFirstWrite(String key, List<Integer> nodes, long begin) throws IOException {
        List<Integer> writes = new ArrayList<>();
        for (int node : nodes) {
            writes.add(client.put(key, "after", node));
        }
        await().pollInterval(Duration.ofMillis(10))
                .atMost(PATIENCE)
                .until(() -> writes.stream()
                        .flatMap(id -> client.outcome(id).stream())
                        .anyMatch(outcome -> outcome.path("outcome").asText().equals("ok")));
        Duration without = Duration.ofNanos(System.nanoTime() - begin);
        client.awaitAll();
        return without;
    }

    private void report(String what, Duration without) {
        System.out.printf("%s: first acknowledged write %s: %d ms%n", consensus, what, without.toMillis());
    }
}
