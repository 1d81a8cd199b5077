package dev.quire.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.node.terminal.JsonLine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was written comes back as it was, or is refused; it never comes back as something else. */
class KvTextTest {
    @TempDir
    Path directory;

    /** A node whose every key holds these bytes. */
    private static HttpServer holding(Bytes value) throws IOException {
        HttpServer node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        node.createContext("/v1/state", exchange -> {
            byte[] body = ("{\"present\":true,\"height\":7,\"value\":\"" + value.toHex() + "\"}").getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        node.start();
        return node;
    }

    private static String url(HttpServer node) {
        return "http://127.0.0.1:" + node.getAddress().getPort();
    }

    @Test
    void valueThatIsNoTextFailsOnALine() throws Exception {
        Path key = directory.resolve("client.key");
        Ed25519Key.generate(new SecureRandom()).save(key);
        HttpServer node = holding(Bytes.fromHex("61ff"));
        try (KvProcess kv = new KvProcess(url(node), key)) {
            kv.send("{\"id\":1.50,\"op\":\"get\",\"key\":\"k\",\"timeoutMillis\":30000}");
            assertThat(kv.finish()).isZero();
            JsonNode outcome = kv.outcomes().get(0);
            assertThat(outcome.path("outcome").asText()).isEqualTo("fail");
            assertThat(outcome.path("error").asText()).contains("NOT_TEXT").contains("2 bytes");
            assertThat(outcome.has("value")).isFalse();
        } finally {
            node.stop(0);
        }
    }

    @Test
    void valueThatIsNoTextIsShownAsHexadecimal() throws Exception {
        HttpServer node = holding(Bytes.fromHex("61ff"));
        try {
            JsonNode found = RealTestnet.run(0, "kv", "get", "k", "--endpoint", url(node));
            assertThat(found.path("valueHex").asText()).isEqualTo("61ff");
            assertThat(found.has("value")).isFalse();
        } finally {
            node.stop(0);
        }
    }

    @Test
    void replacementCharacterThatWasWrittenIsAText() throws Exception {
        HttpServer node = holding(Bytes.utf8("\ufffd"));
        try {
            JsonNode found = RealTestnet.run(0, "kv", "get", "k", "--endpoint", url(node));
            assertThat(found.path("value").asText()).isEqualTo("\ufffd");
        } finally {
            node.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e400",
                "-0",
                "1.50",
                "12345678901234567890123",
                "\"a\\u0041\u00e9\"",
                "\"\"",
                "{\"n\": 1E+2, \"id\" :[1e400 ,null]}",
                "[ ]",
                "true",
                "null"
            })
    void idComesBackToTheLetter(String id) {
        for (String line : new String[] {
            "{\"id\":" + id + "}",
            "{\"op\":\"get\", \"id\" : " + id + " ,\"key\":\"id\"}",
            "{\"id\":0,\"id\":" + id + "}"
        }) {
            assertThat(JsonLine.parse(Bytes.utf8(line)).id().toString()).isEqualTo(id);
        }
    }

    @Test
    void idWithHalfOfASurrogatePairIsNotRepeated() {
        assertThat(JsonLine.parse(Bytes.utf8("{\"id\":\"\\ud800\"}")).id().isNull())
                .isTrue();
    }
}
