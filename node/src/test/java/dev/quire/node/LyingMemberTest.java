package dev.quire.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quire.node.daemon.LyingNode;
import dev.quire.node.terminal.CommandException;
import dev.quire.receipt.MembersFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Four real processes over TLS, one of which leads at first and tells everybody something else. */
@Timeout(600)
class LyingMemberTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int WRITES = 16;

    @TempDir
    private Path directory;

    @Test
    void theHonestGoOnTogetherAndKeepTheProof() throws Exception {
        int honestNode;
        try (RealTestnet testnet = RealTestnet.create(directory.resolve("net"), RealTestnet.Consensus.PBFT)) {
            MembersFile members = MembersFile.parse(Files.readString(members(testnet)));
            String culprit = members.names().firstKey().toHex();
            int liar = numberOf(members.names().get(members.names().firstKey()));
            List<Integer> honest = testnet.others(liar);
            honestNode = honest.get(0);
            testnet.start(liar, LyingNode.class);
            testnet.start();
            try (RecordedClient client = new RecordedClient(testnet, directory.resolve("history.jsonl"))) {
                for (int i = 0; i < WRITES; i++) {
                    client.write("lied about", "value " + i, honest.get(i % honest.size()));
                    assertThat(client.read("lied about", honest.get((i + 1) % honest.size())))
                            .isEqualTo("value " + i);
                }
                client.requireLinearizable();
                requireOneChain(testnet, honest, client.height());
            }
            for (int node : honest) {
                awaitEvidence(testnet, node);
                assertThat(accused(asked(0, testnet, node)))
                        .as("whom node %d accuses", node)
                        .containsExactly(culprit);
            }
            testnet.kill(honestNode);
            JsonNode stored = stored(0, testnet.directory(honestNode));
            assertThat(accused(stored)).containsExactly(culprit);
            assertThat(kinds(stored)).contains("PREPARE");
            testnet.start();
            awaitEvidence(testnet, honestNode);
            assertThat(asked(0, testnet, honestNode).path("evidence"))
                    .hasSizeGreaterThanOrEqualTo(stored.path("count").asInt());
        }
        requireThatDamageIsFound(directory.resolve("net/node-" + honestNode));
    }

    private static Path members(RealTestnet testnet) {
        return testnet.directory().resolve("members");
    }

    /** Of a node, by its name in the members file. */
    private static int numberOf(String name) {
        return Integer.parseInt(name.replaceAll("\\D", ""));
    }

    private static void requireOneChain(RealTestnet testnet, List<Integer> nodes, long height) {
        int blocks = Math.toIntExact(height);
        List<String> chain = testnet.blocks(nodes.get(0), height).hashes().subList(0, blocks);
        for (int node : nodes) {
            assertThat(testnet.blocks(node, height).hashes()).startsWith(chain.toArray(String[]::new));
        }
    }

    private static void awaitEvidence(RealTestnet testnet, int node) {
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(CommandException.class)
                .until(() -> testnet.client(node).status().path("evidence").asInt() > 0);
    }

    private static JsonNode asked(int exitCode, RealTestnet testnet, int node) throws IOException {
        String members = members(testnet).toString();
        return RealTestnet.run(exitCode, "evidence", "--endpoint", testnet.url(node), "--members", members);
    }

    private static JsonNode stored(int exitCode, Path node) throws IOException {
        return RealTestnet.run(exitCode, "evidence", node.toString());
    }

    private static Set<String> accused(JsonNode answer) {
        Set<String> accused = new TreeSet<>();
        answer.path("evidence").forEach(row -> accused.add(row.path("member").asText()));
        return accused;
    }

    private static Set<String> kinds(JsonNode answer) {
        Set<String> kinds = new TreeSet<>();
        answer.path("evidence").forEach(row -> kinds.add(row.path("vote").asText()));
        return kinds;
    }

    /** Of a node that is down. */
    private static void requireThatDamageIsFound(Path node) throws IOException {
        RealTestnet.run(0, "verify", node.toString());
        String file = stored(0, node).at("/evidence/0/file").asText();
        Files.write(node.resolve("data/journal").resolve(file), new byte[] {1}, StandardOpenOption.APPEND);
        assertThat(stored(1, node).at("/evidence/0/problem").asText()).contains("MALFORMED");
        assertThat(RealTestnet.run(1, "verify", node.toString())
                        .at("/findings/0/file")
                        .asText())
                .isEqualTo(file);
    }
}
