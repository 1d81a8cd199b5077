package dev.quire.node.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.merkle.StateHashes;
import dev.quire.merkle.StateKey;
import dev.quire.merkle.StateProof;
import dev.quire.receipt.HeaderProof;
import dev.quire.receipt.Proof;
import dev.quire.receipt.StateReceipt;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The specification's vectors, asked of {@code quire conformance}. */
class ProofVerdictsTest {
    private final ObjectMapper mapper = new ObjectMapper();
    private final Verdicts verdicts = new Verdicts();

    private ObjectNode ask(ObjectNode question) {
        return verdicts.on(Bytes.utf8(question.toString()));
    }

    private static ObjectNode question(String op) {
        return JsonNodeFactory.instance.objectNode().put("op", op);
    }

    private JsonNode vectors() throws IOException {
        return mapper.readTree(
                Path.of("..", "docs", "spec", "vectors", "proofs.json").toFile());
    }

    private List<Proof> validOnes(String start) throws Exception {
        List<Proof> proofs = new ArrayList<>();
        for (JsonNode one : vectors().path("cases")) {
            if (one.path("case").asText().startsWith(start)
                    && one.path("answer").asText().equals("VALID")) {
                proofs.add(Proof.decode(Bytes.fromHex(one.path("bytes").asText())));
            }
        }
        assertThat(proofs).isNotEmpty();
        return proofs;
    }

    @Test
    void everyProofVectorHasItsAnswer() throws Exception {
        JsonNode vectors = vectors();
        for (JsonNode one : vectors.path("cases")) {
            if (one.path("least signatures").asInt() > 0) {
                continue;
            }
            ObjectNode question = question("verify-receipt");
            question.set("receipt", one.path("bytes"));
            question.set("members", vectors.path("members file"));
            JsonNode verdict = ask(question);
            String answer = verdict.has("error")
                    ? "MALFORMED"
                    : verdict.path("valid").asBoolean()
                            ? "VALID"
                            : verdict.path("reason").asText();
            assertThat(answer)
                    .as(one.path("case").asText())
                    .isEqualTo(one.path("answer").asText());
        }
    }

    @Test
    void stateProofsSayWhatAKeyHolds() throws Exception {
        for (Proof proof : validOnes("state: ")) {
            StateReceipt receipt = (StateReceipt) proof;
            Bytes key = receipt.asked().get(0).from().fullKey();
            var entry = receipt.stateProof()
                    .verify(receipt.header().stateRoot())
                    .orElseThrow()
                    .entries(receipt.asked().get(0));
            if (!receipt.asked().get(0).isSingle()) {
                continue;
            }
            ObjectNode question = question("state-proof")
                    .put("root", receipt.header().stateRoot().toHex())
                    .put("key", key.toHex())
                    .put("proof", receipt.stateProof().encoded().toHex());
            boolean present = !entry.isEmpty();
            assertThat(ask(question.deepCopy().putNull("value")).path("valid").asBoolean())
                    .isEqualTo(!present);
            assertThat(ask(question.deepCopy()).path("valid").asBoolean()).isEqualTo(!present);
            assertThat(ask(question.deepCopy().put("value", "00")).path("valid").asBoolean(true))
                    .isFalse();
            if (present) {
                String value = entry.get(0).value().orElseThrow().toHex();
                assertThat(ask(question.deepCopy().put("value", value))
                                .path("valid")
                                .asBoolean())
                        .isTrue();
            }
            assertThat(ask(question.put("root", "00".repeat(32))).path("valid").asBoolean(true))
                    .isFalse();
        }
    }

    /** A key whose value is left out of the proof is there all the same. */
    @Test
    void aKeyOfWhichOnlyTheHashIsShownIsNotAbsent() {
        StateKey key = new StateKey(7, Bytes.utf8("key"));
        Bytes value = Bytes.utf8("value");
        StateHashes hashes = new StateHashes();
        StateProof proof = new StateProof(new StateProof.Leaf(key, hashes.value(value)));
        ObjectNode question = question("state-proof")
                .put("root", hashes.leaf(key, hashes.value(value)).toHex())
                .put("key", key.fullKey().toHex())
                .put("proof", proof.encoded().toHex());
        assertThat(ask(question.deepCopy()).path("valid").asBoolean(true)).isFalse();
        assertThat(ask(question.deepCopy().put("value", "")).path("valid").asBoolean(true))
                .isFalse();
        assertThat(ask(question.put("value", value.toHex())).path("valid").asBoolean())
                .isTrue();
    }

    @Test
    void headersAreConsistentWithTheirPathsOnly() throws Exception {
        for (Proof proof : validOnes("header: ")) {
            HeaderProof headers = (HeaderProof) proof;
            ObjectNode question = question("header-consistency")
                    .put("first", headers.header().encoded().toHex())
                    .put("second", headers.anchor().header().encoded().toHex());
            question.set("inclusion", list(headers.anchor().historyPath()));
            question.set("consistency", list(headers.consistencyPath()));
            assertThat(ask(question).path("valid").asBoolean()).isTrue();
            ((ArrayNode) question.path("consistency")).add("00".repeat(32));
            assertThat(ask(question).path("valid").asBoolean(true)).isFalse();
        }
    }

    private static ArrayNode list(List<Hash> hashes) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        hashes.forEach(hash -> list.add(hash.toHex()));
        return list;
    }
}
