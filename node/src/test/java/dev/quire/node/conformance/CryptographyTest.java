package dev.quire.node.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.codec.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The public vectors of what the libraries below do, Wycheproof's and RFC 9180's, asked as anybody can ask. */
class CryptographyTest {
    private final ObjectMapper mapper = new ObjectMapper();
    private final Verdicts verdicts = new Verdicts();

    private static Path file(String name) {
        Path file = Path.of(System.getProperty("quire.shared", "../shared"), "data", "vectors", name);
        if (!Files.exists(file)) {
            System.out.println("skipped: there is no " + file);
        }
        assumeTrue(Files.exists(file), "vectors are not here");
        return file;
    }

    private ObjectNode ask(ObjectNode question) {
        return verdicts.on(Bytes.utf8(question.toString()));
    }

    private static ObjectNode question(String op) {
        return JsonNodeFactory.instance.objectNode().put("op", op);
    }

    private interface Check {
        void check(JsonNode group, JsonNode test, String name) throws IOException;
    }

    private void forEachTest(String name, Check check) throws IOException {
        int count = 0;
        for (JsonNode group :
                mapper.readTree(file("wycheproof/" + name).toFile()).path("testGroups")) {
            for (JsonNode test : group.path("tests")) {
                check.check(group, test, test.path("tcId") + " " + test.path("comment"));
                count++;
            }
        }
        assertThat(count).isPositive();
    }

    @Test
    void x25519() throws IOException {
        forEachTest("x25519_odd.json", (group, test, name) -> {
            ObjectNode question = question("x25519");
            question.set("privateKey", test.path("private"));
            question.set("publicKey", test.path("public"));
            JsonNode verdict = ask(question);
            boolean zeros = test.path("shared").asText().matches("0*");
            assertThat(verdict.path("valid").asBoolean()).as(name).isEqualTo(!zeros);
            if (!zeros) {
                assertThat(verdict.path("sharedSecret")).as(name).isEqualTo(test.path("shared"));
            }
        });
    }

    @Test
    void aesGcm() throws IOException {
        forEachTest("aes_gcm_odd.json", (group, test, name) -> {
            ObjectNode question = question("aes-gcm-open");
            question.set("key", test.path("key"));
            question.set("nonce", test.path("iv"));
            question.set("aad", test.path("aad"));
            question.set("ciphertext", test.path("ct"));
            question.set("tag", test.path("tag"));
            JsonNode verdict = ask(question);
            boolean valid = test.path("result").asText().equals("valid");
            assertThat(verdict.path("valid").asBoolean()).as(name).isEqualTo(valid);
            if (valid) {
                assertThat(verdict.path("plaintext")).as(name).isEqualTo(test.path("msg"));
            }
        });
    }

    @Test
    void hkdf() throws IOException {
        forEachTest("hkdf_sha256_odd.json", (group, test, name) -> {
            ObjectNode question = question("hkdf-sha256");
            for (String field : List.of("ikm", "salt", "info", "size")) {
                question.set(field, test.path(field));
            }
            JsonNode verdict = ask(question);
            boolean valid = test.path("result").asText().equals("valid");
            assertThat(verdict.path("valid").asBoolean()).as(name).isEqualTo(valid);
            if (valid) {
                assertThat(verdict.path("okm")).as(name).isEqualTo(test.path("okm"));
            }
        });
    }

    /** Every encryption of the RFC's appendix: opened, and not opened with a bit changed; or said not to be supported. */
    @Test
    void hpke() throws IOException {
        Map<String, String> set = new LinkedHashMap<>();
        int opened = 0;
        int unsupported = 0;
        List<String> lines = Files.readAllLines(file("hpke/rfc9180-appendix-a.txt"));
        for (int i = 0; i < lines.size(); i++) {
            String[] parts = lines.get(i).split(": ?", 2);
            if (parts.length < 2 || !parts[0].matches("[A-Za-z_ ]+")) {
                continue;
            }
            StringBuilder value = new StringBuilder(parts[1].strip());
            while (i + 1 < lines.size() && lines.get(i + 1).matches("[0-9a-f]+")) {
                value.append(lines.get(++i));
            }
            if (parts[0].equals("mode")) {
                set.clear();
            }
            set.put(parts[0], value.toString());
            if (parts[0].equals("ct")) {
                JsonNode verdict = ask(hpkeQuestion(set, value.toString()));
                if (verdict.path("unsupported").asBoolean()) {
                    unsupported++;
                    assertThat(List.of("0", "2").contains(set.get("mode"))
                                    && set.get("kem_id").equals("32"))
                            .as("%s", set)
                            .isFalse();
                } else {
                    opened++;
                    assertThat(verdict.path("plaintext").asText()).as("%s", set).isEqualTo(set.get("pt"));
                    String forged = (value.charAt(0) == '0' ? '1' : '0') + value.substring(1);
                    assertThat(ask(hpkeQuestion(set, forged)).path("valid").asBoolean(true))
                            .isFalse();
                }
            }
        }
        assertThat(opened).isGreaterThanOrEqualTo(20);
        assertThat(unsupported).isPositive();
    }

    private static ObjectNode hpkeQuestion(Map<String, String> set, String ciphertext) {
        ObjectNode question = question("hpke-open");
        question.put("mode", Integer.parseInt(set.getOrDefault("mode", "")));
        question.put("kem", Integer.parseInt(set.getOrDefault("kem_id", "")));
        question.put("kdf", Integer.parseInt(set.getOrDefault("kdf_id", "")));
        question.put("aead", Integer.parseInt(set.getOrDefault("aead_id", "")));
        question.put("enc", set.get("enc")).put("recipientPrivateKey", set.get("skRm"));
        question.put("senderPublicKey", set.get("pkSm")).put("info", set.get("info"));
        question.put("aad", set.get("aad")).put("ciphertext", ciphertext);
        return question.put("sequence", Integer.parseInt(set.getOrDefault("sequence number", "")));
    }
}
