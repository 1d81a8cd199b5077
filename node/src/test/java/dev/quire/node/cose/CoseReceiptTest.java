package dev.quire.node.cose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.hash.Hash;
import dev.quire.receipt.HeaderProof;
import dev.quire.receipt.Proof;
import dev.quire.receipt.Receipt;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Keeps docs/spec/vectors/cose.json in step with the code, and has every receipt in it checked by {@link OutsideReader};
 * with -Dquire.vectors.write=true it writes the file.
 */
class CoseReceiptTest {
    private static final Path VECTORS = Path.of("..", "docs", "spec", "vectors");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Ed25519Key signer = Ed25519Key.fromSeed(Bytes.fromHex("42".repeat(32)));
    private final OutsideReader reader =
            new OutsideReader(signer.publicKey().bytes().toArray());

    /** Of docs/spec/vectors/proofs.json. */
    private static Proof proof(String name) throws Exception {
        for (JsonNode one :
                JSON.readTree(VECTORS.resolve("proofs.json").toFile()).get("cases")) {
            if (one.get("case").asText().equals(name)) {
                return Proof.decode(Bytes.fromHex(one.get("bytes").asText()));
            }
        }
        throw new AssertionError("no vector is called " + name);
    }

    private static List<TreeStatement> inclusions() throws Exception {
        Receipt applied = (Receipt) proof("receipt: applied, anchored at a later block");
        return List.of(
                TreeStatement.result(applied),
                TreeStatement.result((Receipt) proof("receipt: refused")),
                TreeStatement.transaction(applied),
                TreeStatement.block(applied),
                TreeStatement.block(proof("state: present")));
    }

    private static List<HeaderProof> headers() throws Exception {
        return List.of((HeaderProof) proof("header: over a distance, and a change of the member set"), (HeaderProof)
                proof("header: adjacent blocks"));
    }

    private Bytes export(TreeStatement statement) throws Exception {
        Hash chain = proof("state: present").header().chainId();
        return CoseReceipt.encode(statement, chain, signer);
    }

    @Test
    void anOutsideReaderComesToTheRootThatIsSigned() throws Exception {
        for (TreeStatement statement : inclusions()) {
            assertThat(holds(statement, export(statement).toArray()))
                    .as(statement.tree())
                    .isTrue();
        }
        for (HeaderProof proof : headers()) {
            byte[] receipt = export(TreeStatement.history(proof)).toArray();
            byte[] older = proof.header().historyRoot().bytes().toArray();
            byte[] newer = proof.anchor().header().historyRoot().bytes().toArray();
            assertThat(reader.isConsistent(receipt, older, newer)).isTrue();
            assertThat(reader.isConsistent(receipt, newer, newer)).isFalse();
            assertThat(reader.isConsistent(receipt, older, older)).isFalse();
        }
    }

    private boolean holds(TreeStatement statement, byte[] receipt) throws Exception {
        return reader.isIncluded(receipt, statement.entry().orElseThrow().toArray());
    }

    @Test
    void nothingInItCanBeChanged() throws Exception {
        TreeStatement statement = inclusions().get(0);
        byte[] receipt = export(statement).toArray();
        List<Integer> unnoticed = new ArrayList<>();
        for (int i = 0; i < receipt.length; i++) {
            receipt[i] ^= 1;
            if (holds(statement, receipt)) {
                unnoticed.add(i);
            }
            receipt[i] ^= 1;
        }
        assertThat(unnoticed).as("bytes that may be changed").isEmpty();
        byte[] entry = statement.entry().orElseThrow().toArray();
        entry[5] ^= 1;
        assertThat(reader.isIncluded(receipt, entry)).isFalse();
    }

    @Test
    void whatNoTreeShowsIsNotStated() throws Exception {
        Proof itself = proof("receipt: applied, anchored at its own block");
        assertThatThrownBy(() -> TreeStatement.block(itself)).hasMessageContaining("the anchor is the block itself");
        for (String name : List.of("header: from block 0", "header: the block itself")) {
            HeaderProof proof = (HeaderProof) proof(name);
            assertThatThrownBy(() -> TreeStatement.history(proof)).hasMessageContaining("nothing is shown");
        }
    }

    @Test
    void theVectorsAreTheseReceipts() throws Exception {
        ObjectNode vectors = JSON.createObjectNode();
        vectors.put("key", signer.publicKey().toHex());
        ArrayNode cases = vectors.putArray("cases");
        List<TreeStatement> statements = new ArrayList<>(inclusions());
        headers().forEach(proof -> statements.add(TreeStatement.history(proof)));
        for (TreeStatement statement : statements) {
            ObjectNode view = cases.addObject().put("tree", statement.tree());
            view.put("proof", statement.kind().name());
            view.put("numbers", statement.first() + ", " + statement.second());
            view.put("root", statement.root().toHex());
            statement.entry().ifPresent(entry -> view.put("entry", entry.toHex()));
            view.put("receipt", export(statement).toHex());
        }
        Path file = VECTORS.resolve("cose.json");
        if (Boolean.getBoolean("quire.vectors.write")) {
            Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(vectors) + "\n");
        }
        assertThat(JSON.readTree(file.toFile())).isEqualTo(vectors);
    }
}
