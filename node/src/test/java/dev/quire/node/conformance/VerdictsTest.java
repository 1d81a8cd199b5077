package dev.quire.node.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.codec.Bytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerdictsTest {
    private final ObjectMapper mapper = new ObjectMapper();
    private final Verdicts verdicts = new Verdicts();

    private ObjectNode ask(Object question) {
        return verdicts.on(Bytes.utf8(question.toString()));
    }

    private JsonNode vectors(String name) throws IOException {
        Path file = Path.of(System.getProperty("quire.shared", "../shared"), "data", "vectors", name);
        if (!Files.exists(file)) {
            System.out.println("skipped: there is no " + file);
        }
        assumeTrue(Files.exists(file), "vectors are not here");
        return mapper.readTree(file.toFile());
    }

    private static String hex(JsonNode base64) {
        return HexFormat.of().formatHex(Base64.getDecoder().decode(base64.asText("")));
    }

    private static ArrayNode proof(JsonNode list) {
        ArrayNode proof = JsonNodeFactory.instance.arrayNode();
        list.forEach(element -> proof.add(hex(element)));
        return proof;
    }

    @Test
    void rootsOfTheReferenceTree() throws IOException {
        JsonNode tree = vectors("merkle/rfc6962-reference-tree.json");
        ArrayNode leaves = JsonNodeFactory.instance.arrayNode();
        for (int size = 0; size < tree.path("rootsBySize").size(); size++) {
            if (size > 0) {
                leaves.add(tree.path("leafInputs").path(size - 1));
            }
            ObjectNode question = JsonNodeFactory.instance.objectNode().put("op", "merkle-root");
            question.set("leaves", leaves);
            assertThat(ask(question).path("root").asText())
                    .isEqualTo(tree.path("rootsBySize").path(size).asText());
        }
    }

    @Test
    void inclusionVectors() throws IOException {
        for (JsonNode vector : vectors("merkle/transparency-inclusion.json")) {
            ObjectNode question = JsonNodeFactory.instance.objectNode().put("op", "merkle-inclusion");
            question.set("index", vector.path("leafIdx"));
            question.set("size", vector.path("treeSize"));
            question.put("root", hex(vector.path("root"))).put("leafHash", hex(vector.path("leafHash")));
            question.set("proof", proof(vector.path("proof")));
            assertThat(ask(question).path("valid").asBoolean())
                    .as(vector.path("file").asText())
                    .isEqualTo(!vector.path("wantErr").asBoolean());
        }
    }

    @Test
    void consistencyVectors() throws IOException {
        for (JsonNode vector : vectors("merkle/transparency-consistency.json")) {
            ObjectNode question = JsonNodeFactory.instance.objectNode().put("op", "merkle-consistency");
            question.set("firstSize", vector.path("size1"));
            question.set("secondSize", vector.path("size2"));
            question.put("firstRoot", hex(vector.path("root1"))).put("secondRoot", hex(vector.path("root2")));
            question.set("proof", proof(vector.path("proof")));
            assertThat(ask(question).path("valid").asBoolean())
                    .as(vector.path("file").asText())
                    .isEqualTo(!vector.path("wantErr").asBoolean());
        }
    }

    @Test
    void signatureVectors() throws IOException {
        int count = 0;
        for (JsonNode group : vectors("wycheproof/ed25519_odd.json").path("testGroups")) {
            for (JsonNode test : group.path("tests")) {
                ObjectNode question = JsonNodeFactory.instance.objectNode().put("op", "ed25519-verify");
                question.set("publicKey", group.path("publicKey").path("pk"));
                question.set("message", test.path("msg"));
                question.set("signature", test.path("sig"));
                assertThat(ask(question).path("valid").asBoolean())
                        .as(test.path("tcId") + " " + test.path("comment"))
                        .isEqualTo(test.path("result").asText().equals("valid"));
                count++;
            }
        }
        assertThat(count).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[1]",
                "1e999999999",
                "{\"op\":7}",
                "{\"op\":\"merkle-root\"}",
                "{\"op\":\"merkle-root\",\"leaves\":[\"0\"]}",
                "{\"op\":\"merkle-root\",\"leaves\":[1]}",
                "{\"op\":\"merkle-inclusion\",\"leafHash\":\"\",\"index\":-1,\"size\":1,\"root\":\"\",\"proof\":[]}",
                "{\"op\":\"merkle-inclusion\",\"leafHash\":\"\",\"index\":0.5,\"size\":1,\"root\":\"\",\"proof\":[]}",
                "{\"op\":\"merkle-inclusion\",\"leafHash\":\"\",\"index\":99999999999999999999,\"size\":1,\"root\":\"\",\"proof\":[]}",
                "{\"op\":\"decode-transaction\",\"bytes\":\"00\"}",
                "{\"op\":\"verify-receipt\",\"receipt\":\"00\",\"members\":\"zz\"}",
                "{\"op\":\"ed25519-verify\",\"publicKey\":\"00\",\"message\":\"g\",\"signature\":\"\"}",
                "{\"op\":\"merkle-root\",\"leaves\":[],\"leaves\":[]}",
                "{\"op\":\"merkle-root\",\"leaves\":[],\"leafs\":[]}",
                "{\"op\":\"merkle-root\",\"leaves\":[\"AB\"]}",
                "{\"op\":\"merkle-root\",\"leaves\":[],\"id\":\"\\ud800\"}"
            })
    void malformedQuestionsGetAnError(String line) {
        assertThat(ask(line).path("error").asText()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e400", "1.50", "\"a\"", "null", "{\"a\":[1]}", "12345678901234567890123"})
    void theIdIsRepeatedAsItIs(String id) throws IOException {
        ObjectNode verdict = ask("{\"id\":" + id + ",\"op\":\"merkle-root\",\"leaves\":[],\"more\":1}");
        assertThat(verdict.path("error").asText()).contains("'more'");
        assertThat(mapper.readTree(verdict.toString()).path("id")).isEqualTo(mapper.readTree(id));
    }

    @Test
    void theIdIsRepeatedAndEveryLineHasAVerdict() throws IOException {
        StringWriter out = new StringWriter();
        String in = "{\"id\":[1],\"op\":\"merkle-root\",\"leaves\":[]}\n\n" + "x".repeat(17 << 20) + "\n{\"id\":2}";
        ConformanceCommand.answer(new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)), new PrintWriter(out));
        assertThat(out.toString().lines()).hasSize(4);
        assertThat(out.toString().lines().findFirst().orElseThrow())
                .contains("\"id\":[1]")
                .contains("e3b0c442");
    }
}
