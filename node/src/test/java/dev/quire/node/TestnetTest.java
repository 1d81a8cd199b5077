package dev.quire.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quire.hash.Hash;
import dev.quire.node.terminal.CommandException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of a testnet, as someone at a terminal sees it. */
class TestnetTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void survivesItsLeaderAndLeavesDirectoriesThatVerify() throws Exception {
        try (RealTestnet testnet = RealTestnet.up(directory.resolve("net"), RealTestnet.Consensus.RAFT)) {
            await().atMost(PATIENCE).until(() -> testnet.leader().isPresent());
            String id = put(testnet, "a", "1", 0);
            checkReceipt(testnet, id);
            checkProofs(testnet);
            checkLines(testnet);
            ApiDescription.check(testnet, id);
            checkThatUpSaysWhetherItCanCommit(testnet);
            int leader = testnet.leader().orElseThrow();
            testnet.kill(leader);
            int other = (leader + 1) % RealTestnet.Consensus.RAFT.size();
            await().atMost(PATIENCE)
                    .until(() ->
                            testnet.leader().filter(found -> found != leader).isPresent());
            String later = put(testnet, "b", "2", other);
            testnet.start();
            await().atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(CommandException.class)
                    .until(() -> isCommitted(testnet, leader, later));
            assertThat(RealTestnet.run(
                                    0, "testnet", "status", testnet.directory().toString())
                            .path("nodes"))
                    .hasSize(RealTestnet.Consensus.RAFT.size());
        }
        for (int node = 0; node < RealTestnet.Consensus.RAFT.size(); node++) {
            JsonNode report = RealTestnet.run(
                    0, "verify", directory.resolve("net/node-" + node).toString());
            assertThat(report.path("transactions").asInt()).isGreaterThanOrEqualTo(2);
        }
        checkRefusals();
    }

    /** Processes that run are no network: two of three say nothing here. */
    private static void checkThatUpSaysWhetherItCanCommit(RealTestnet testnet) throws Exception {
        String net = testnet.directory().toString();
        testnet.pause(0);
        testnet.pause(1);
        assertThat(complaint(1, "testnet", "up", net, "--timeout-seconds", "1"))
                .contains("the nodes run, but")
                .contains("nothing can be committed")
                .contains("testnet status");
        testnet.resume(0);
        testnet.resume(1);
        testnet.start();
        await().atMost(PATIENCE).until(() -> testnet.leader().isPresent());
    }

    /** Of a testnet that is down; changes two of its nodes. */
    private void checkRefusals() throws Exception {
        Path config = directory.resolve("net/node-1/node.properties");
        String foreign = Files.readString(config).replaceAll("(?m)^data\\.dir.*$", "data.dir = ../node-0/data");
        Files.writeString(config, foreign);
        assertThat(complaint(64, "verify", config.getParent().toString()))
                .startsWith("data.dir = ")
                .isEqualTo(complaint(64, "start", "--config", config.toString()));
        Path damaged = directory.resolve("net/node-2/data/state");
        Files.writeString(damaged.resolve("CURRENT"), "nonsense");
        JsonNode report =
                RealTestnet.run(1, "verify", directory.resolve("net/node-2").toString());
        assertThat(report.path("whole").asBoolean(true)).isFalse();
        assertThat(report.at("/findings/0/file").asText()).isEqualTo("state");
        assertThat(report.at("/findings/0/problem").asText())
                .contains(damaged.toString())
                .doesNotContain("quire-verify-");
    }

    private static String complaint(int exitCode, String... arguments) {
        StringWriter err = new StringWriter();
        assertThat(Main.commandLine().setErr(new PrintWriter(err)).execute(arguments))
                .as("%s", err)
                .isEqualTo(exitCode);
        return err.toString();
    }

    private static boolean isCommitted(RealTestnet testnet, int node, String id) {
        return testnet.client(node)
                .transaction(Hash.fromHex(id))
                .path("status")
                .asText()
                .equals("COMMITTED");
    }

    private static String put(RealTestnet testnet, String key, String value, int node) throws Exception {
        return RealTestnet.run(
                        0, "kv", "put", key, value, "--key", testnet.clientKey(), "--endpoint", testnet.url(node))
                .path("txId")
                .asText();
    }

    private void checkReceipt(RealTestnet testnet, String id) throws Exception {
        Path receipt = directory.resolve("receipt");
        RealTestnet.run(0, "receipt", id, "--out", receipt.toString(), "--endpoint", testnet.url(1));
        Path nowhere = directory.resolve("no-such-directory").resolve("receipt");
        assertThat(complaint(74, "receipt", id, "--out", nowhere.toString(), "--endpoint", testnet.url(1)))
                .isEqualTo("quire: " + nowhere + " cannot be written: there is no directory for it\n"
                        + "Name a file in a directory that is there and that this user may write, with --out\n");
        String members = testnet.directory().resolve("members").toString();
        assertThat(RealTestnet.run(0, "verify-receipt", receipt.toString(), "--members", members)
                        .path("txId")
                        .asText())
                .isEqualTo(id);
        assertThat(RealTestnet.run(1, "verify-receipt", members, "--members", members)
                        .path("valid")
                        .asBoolean())
                .isFalse();
    }

    /** A value, an absence, a range and the chain itself, in both forms and renewed. */
    private void checkProofs(RealTestnet testnet) throws Exception {
        String members = testnet.directory().resolve("members").toString();
        String file = directory.resolve("proof").toString();
        String url = testnet.url(2);
        for (List<String> asked : List.of(
                List.of("value", "kv", "a", "--form", "json"),
                List.of("value", "kv", "61", "--hex"),
                List.of("value", "kv", "none"),
                List.of("range", "kv", "--from", "b", "--to", "z"),
                List.of("header-consistency", "1"))) {
            List<String> command = new ArrayList<>(List.of("proof"));
            command.addAll(asked);
            command.addAll(List.of("--out", file, "--endpoint", url));
            RealTestnet.run(0, command.toArray(String[]::new));
            JsonNode verified = RealTestnet.run(0, "verify-proof", file, "--members", members);
            assertThat(verified.path("signatures").asInt()).isEqualTo(2);
            RealTestnet.run(0, "proof", "renew", file, "--out", file, "--endpoint", url);
            RealTestnet.run(0, "verify-receipt", file, "--members", members);
            assertThat(RealTestnet.run(1, "verify-receipt", file, "--members", members, "--least-mode", "BFT")
                            .path("reason")
                            .asText())
                    .isEqualTo("BELOW_POLICY");
        }
    }

    private static void checkLines(RealTestnet testnet) throws Exception {
        try (KvProcess kv = new KvProcess(testnet.urls(), Path.of(testnet.clientKey()))) {
            kv.send(
                    "{\"id\":1,\"op\":\"cas\",\"key\":\"a\",\"value\":\"x\",\"expected\":\"wrong\",\"timeoutMillis\":20000}");
            kv.send("{\"id\":2,\"op\":\"put\",\"key\":\"c\",\"value\":\"3\",\"endpoint\":2,\"timeoutMillis\":20000}");
            kv.send("not json");
            await().atMost(PATIENCE).until(() -> kv.outcomes().size() == 3);
            kv.send("{\"id\":3,\"op\":\"get\",\"key\":\"c\",\"endpoint\":1,\"timeoutMillis\":20000}");
            assertThat(kv.finish()).isZero();
            assertThat(outcome(kv.outcomes(), 1)).contains("fail");
            assertThat(outcome(kv.outcomes(), 2)).contains("ok");
            assertThat(outcome(kv.outcomes(), 3)).contains("ok");
            assertThat(kv.outcomes().get(3).path("value").asText()).isEqualTo("3");
        }
    }

    private static Optional<String> outcome(List<JsonNode> outcomes, int id) {
        return outcomes.stream()
                .filter(line -> line.path("id").asInt() == id)
                .map(line -> line.path("outcome").asText())
                .findFirst();
    }

    /** Live answers against the OpenAPI document that the node serves. */
    private static final class ApiDescription {
        private static final ObjectMapper JSON = new ObjectMapper();

        static void check(RealTestnet testnet, String id) throws Exception {
            JsonNode document = get(testnet, "/v1/openapi.json");
            assertThat(document.path("openapi").asText()).startsWith("3.1");
            matches(document, "Status", get(testnet, "/v1/status"));
            matches(document, "EvidenceList", get(testnet, "/v1/evidence"));
            matches(document, "Block", get(testnet, "/v1/blocks/1"));
            matches(document, "Transaction", get(testnet, "/v1/transactions/" + id));
            matches(document, "State", get(testnet, "/v1/state/kv/61?level=linearizable&proof=true"));
            matches(document, "Receipt", get(testnet, "/v1/receipts/" + id));
            matches(document, "StateReceipt", get(testnet, "/v1/proofs/state/kv/61"));
            matches(document, "StateReceipt", get(testnet, "/v1/proofs/state/kv?from=00"));
            matches(document, "HeaderProof", get(testnet, "/v1/proofs/headers/0"));
            matches(document, "Problem", get(testnet, "/v1/proofs/headers/999999"));
            matches(document, "Problem", get(testnet, "/v1/blocks/999999"));
            matches(document, "Problem", get(testnet, "/v1/nonsense"));
            matches(document, "Problem", get(testnet, "/v1/transactions/zz"));
        }

        private static JsonNode get(RealTestnet testnet, String path) throws Exception {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(testnet.url(0) + path)).build();
            return JSON.readTree(HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body());
        }

        private static void matches(JsonNode document, String schema, JsonNode answer) {
            check(document, document.at("/components/schemas/" + schema), answer, schema);
        }

        private static void check(JsonNode document, JsonNode schema, JsonNode value, String where) {
            if (schema.has("$ref")) {
                String pointer = schema.path("$ref").asText().substring(1);
                check(document, document.at(pointer), value, where);
                return;
            }
            switch (schema.path("type").asText()) {
                case "object" -> {
                    schema.path("required")
                            .forEach(name -> assertThat(value.has(name.asText()))
                                    .as("%s.%s in %s", where, name, value)
                                    .isTrue());
                    value.properties().forEach(field -> {
                        JsonNode inner = schema.path("properties").path(field.getKey());
                        assertThat(inner.isMissingNode())
                                .as("%s.%s is described", where, field.getKey())
                                .isFalse();
                        check(document, inner, field.getValue(), where + "." + field.getKey());
                    });
                }
                case "array" -> value.forEach(element -> check(document, schema.path("items"), element, where + "[]"));
                case "integer" -> assertThat(value.isIntegralNumber()).as(where).isTrue();
                case "boolean" -> assertThat(value.isBoolean()).as(where).isTrue();
                default -> {
                    assertThat(value.isTextual()).as(where).isTrue();
                    if (schema.has("pattern")) {
                        assertThat(value.asText())
                                .as(where)
                                .matches(schema.path("pattern").asText());
                    }
                }
            }
        }
    }
}
