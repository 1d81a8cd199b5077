package dev.quire.testdata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.receipt.JsonForm;
import dev.quire.receipt.MembersFile;
import dev.quire.receipt.Proof;
import dev.quire.receipt.ReceiptVerifier;
import dev.quire.receipt.Verification;
import dev.quire.testdata.ProofCases.Case;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Keeps docs/spec/vectors/proofs.json in step with the code; with -Dquire.vectors.write=true it writes the file. */
class ProofVectorsTest {
    private static final Path FILE = Path.of("..", "docs", "spec", "vectors", "proofs.json");

    private final ObjectMapper json = new ObjectMapper();
    private final MembersFile trusted = ProofCases.membersFile();

    @Test
    void everyCaseHasTheAnswerThatTheSpecificationGivesIt() throws Exception {
        ObjectNode vectors = json.createObjectNode().put("members file", trusted.text());
        ArrayNode cases = vectors.putArray("cases");
        for (Case one : ProofCases.all()) {
            ObjectNode view = cases.addObject().put("case", one.name());
            view.put("least mode", one.policy().leastMode().toString());
            view.put("least signatures", one.policy().leastSignatures());
            view.put("bytes", one.bytes().toHex()).put("answer", answer(one));
            assertThat(answer(one)).as(one.name()).isEqualTo(one.answer());
            if (one.answer().equals(ProofCases.VALID)) {
                view.put("json", jsonForm(one.bytes()));
            }
        }
        if (Boolean.getBoolean("quire.vectors.write")) {
            Files.writeString(FILE, json.writerWithDefaultPrettyPrinter().writeValueAsString(vectors) + "\n");
        }
        assertThat(json.readTree(Files.readString(FILE))).isEqualTo(vectors);
    }

    private String answer(Case asked) {
        try {
            Verification verification = new ReceiptVerifier()
                    .verify(
                            Proof.decode(asked.bytes()),
                            trusted.members(),
                            asked.policy().ofChain(trusted.chainId()));
            return verification instanceof Verification.Invalid invalid
                    ? invalid.reason().name()
                    : ProofCases.VALID;
        } catch (MalformedException e) {
            return ProofCases.MALFORMED;
        }
    }

    private static String jsonForm(Bytes bytes) throws MalformedException {
        Proof proof = Proof.decode(bytes);
        String text = JsonForm.of(proof).write();
        assertThat(JsonForm.read(text)).isEqualTo(proof);
        assertThat(JsonForm.readFile(Bytes.utf8(text))).isEqualTo(proof);
        return text;
    }
}
