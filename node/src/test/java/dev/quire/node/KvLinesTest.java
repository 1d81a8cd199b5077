package dev.quire.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.quire.crypto.Ed25519Key;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every operation gets one outcome, whatever has become of the nodes. */
class KvLinesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String DEAD = "http://127.0.0.1:1";

    @TempDir
    Path directory;

    private Path key;

    @BeforeEach
    void makeKey() throws IOException {
        key = directory.resolve("client.key");
        Ed25519Key.generate(new SecureRandom()).save(key);
    }

    private static String put(int id, int endpoint) {
        return "{\"id\":" + id + ",\"op\":\"put\",\"key\":\"k\",\"value\":\"v\",\"endpoint\":" + endpoint
                + ",\"timeoutMillis\":1000}";
    }

    @Test
    void whatIsNeverSentFailsWhileNoNodeAnswers() throws Exception {
        // One refuses connections, one takes them and never says a word.
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                KvProcess kv = new KvProcess(DEAD + ",http://127.0.0.1:" + silent.getLocalPort(), key)) {
            kv.send(put(0, 0));
            kv.send(put(1, 1));
            kv.send("{\"id\":2,\"op\":\"delete\",\"key\":\"k\"}");
            kv.send("{\"id\":3,\"op\":\"get\",\"key\":\"k\"}");
            assertThat(kv.finish()).isZero();
            assertThat(kv.outcomes())
                    .extracting(line -> line.path("id").asInt())
                    .containsExactlyInAnyOrder(0, 1, 2, 3);
            assertThat(kv.outcomes()).allSatisfy(line -> {
                assertThat(line.path("outcome").asText()).isEqualTo("fail");
                assertThat(line.path("error").asText()).isNotBlank();
                assertThat(line.has("txId")).isFalse();
            });
        }
    }

    @Test
    void aNodeThatComesLaterIsFoundAndWhatItNeverAnsweredIsUnknown() throws Exception {
        HttpServer node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String url = "http://127.0.0.1:" + node.getAddress().getPort();
        try (KvProcess kv = new KvProcess(DEAD + "," + url, key)) {
            kv.send(put(0, 0));
            await().atMost(PATIENCE).until(() -> kv.outcomes().size() == 1);
            byte[] status = ("{\"chainId\":\"" + "0f".repeat(32) + "\"}").getBytes(StandardCharsets.UTF_8);
            node.createContext("/v1/status", exchange -> {
                exchange.sendResponseHeaders(200, status.length);
                exchange.getResponseBody().write(status);
                exchange.close();
            });
            // It takes the transaction, and dies.
            node.createContext("/v1/transactions", exchange -> exchange.close());
            node.start();
            kv.send(put(1, 1));
            kv.send(put(2, 0));
            assertThat(kv.finish()).isZero();
            assertThat(outcome(kv.outcomes(), 0)).isEqualTo("fail");
            assertThat(outcome(kv.outcomes(), 1)).isEqualTo("unknown");
            assertThat(outcome(kv.outcomes(), 2)).isEqualTo("fail");
        } finally {
            node.stop(0);
        }
    }

    @Test
    void whatANodeDidNotTakeFailsUnlessItMayHaveTakenItFirst() throws Exception {
        Queue<String> problems = new ConcurrentLinkedQueue<>(List.of(
                "429 SENDER_QUOTA",
                "422 PLUGIN_CHECK",
                "422 VALID_TOO_LONG",
                "422 PLUGIN_FAILURE",
                "503 NODE_STOPPED"));
        HttpServer node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        node.createContext(
                "/v1/status", exchange -> answer(exchange, 200, "{\"chainId\":\"" + "0f".repeat(32) + "\"}"));
        node.createContext("/v1/transactions", exchange -> {
            String[] problem = problems.remove().split(" ", 2);
            answer(exchange, Integer.parseInt(problem[0]), "{\"code\":\"" + problem[1] + "\"}");
        });
        node.start();
        try (KvProcess kv =
                new KvProcess("http://127.0.0.1:" + node.getAddress().getPort(), key)) {
            for (int id = 0; id < 5; id++) {
                int sent = id + 1;
                kv.send(put(id, 0).replace("1000", "30000"));
                await().atMost(PATIENCE).until(() -> kv.outcomes().size() == sent);
            }
            assertThat(kv.finish()).isZero();
            assertThat(kv.outcomes())
                    .extracting(line -> line.path("outcome").asText())
                    .containsExactly("fail", "fail", "unknown", "unknown", "unknown");
        } finally {
            node.stop(0);
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Test
    void aLineThatCouldBeReadInTwoWaysFailsUnderItsId() throws Exception {
        try (KvProcess kv = new KvProcess(DEAD, key)) {
            kv.send("{\"id\":0,\"op\":\"cas\",\"key\":\"k\",\"value\":\"v\",\"expcted\":\"e\"}");
            kv.send("{\"id\":1,\"op\":\"put\",\"key\":\"k\",\"key\":\"l\",\"value\":\"v\"}");
            kv.send("{\"id\":2,\"op\":\"put\",\"key\":\"k\",\"value\":\"\\ud800\"}");
            kv.send("{\"id\":1e400,\"op\":\"put\",\"key\":\"k\",\"value\":\"v\",\"expected\":\"e\"}");
            kv.send("{\"id\":4,\"op\":\"get\",\"key\":\"k\",\"timeoutMillis\":60001}");
            assertThat(kv.finish()).isZero();
            assertThat(kv.outcomes())
                    .extracting(line -> line.path("outcome").asText())
                    .containsOnly("fail")
                    .hasSize(5);
            assertThat(kv.outcomes().stream().map(line -> line.path("error").asText()))
                    .satisfiesExactly(
                            why -> assertThat(why).contains("'expcted'"),
                            why -> assertThat(why).contains("Duplicate").contains("key"),
                            why -> assertThat(why).contains("surrogate"),
                            why -> assertThat(why).contains("expected"),
                            why -> assertThat(why).contains("60000"));
            assertThat(kv.outcomes().get(3).path("id").isNumber()).isTrue();
        }
    }

    private static String outcome(List<JsonNode> outcomes, int id) {
        return outcomes.stream()
                .filter(line -> line.path("id").asInt() == id)
                .map(line -> line.path("outcome").asText())
                .findFirst()
                .orElseThrow();
    }
}
