package dev.quire.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code quire proof export}, from files alone. */
class ExportProofTest {
    private static final Path VECTORS = Path.of("..", "docs", "spec", "vectors");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void keyAndMembers() throws Exception {
        Ed25519Key.fromSeed(Bytes.fromHex("42".repeat(32))).save(directory.resolve("key"));
        Files.writeString(
                directory.resolve("members"), vectors().get("members file").asText());
    }

    private static JsonNode vectors() throws Exception {
        return JSON.readTree(VECTORS.resolve("proofs.json").toFile());
    }

    /** Exports the proof of that name, and gives the exit code. */
    private int export(String name, String... more) throws Exception {
        for (JsonNode one : vectors().get("cases")) {
            if (one.get("case").asText().equals(name)) {
                Bytes bytes = Bytes.fromHex(one.get("bytes").asText());
                Files.write(directory.resolve("proof"), bytes.toArray());
            }
        }
        CommandLine command = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        String[] fixed = {
            "proof", "export", file("proof"), "--members", file("members"), "--key", file("key"), "--out", file("out")
        };
        String[] all = new String[fixed.length + more.length];
        System.arraycopy(fixed, 0, all, 0, fixed.length);
        System.arraycopy(more, 0, all, fixed.length, more.length);
        return command.execute(all);
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    @Test
    void aReceiptBecomesTheCoseReceiptOfTheVectors() throws Exception {
        int exitCode = export("receipt: applied, anchored at a later block", "--entry", file("entry"), "-o", "json");
        assertThat(exitCode).as(err.toString()).isZero();
        JsonNode expected = JSON.readTree(VECTORS.resolve("cose.json").toFile())
                .get("cases")
                .get(0);
        assertThat(hex("out")).isEqualTo(expected.get("receipt").asText());
        assertThat(hex("entry")).isEqualTo(expected.get("entry").asText());
        assertThat(JSON.readTree(out.toString()).get("tree").asText())
                .isEqualTo(expected.get("tree").asText());
    }

    private String hex(String name) throws Exception {
        return Bytes.wrap(Files.readAllBytes(directory.resolve(name))).toHex();
    }

    @Test
    void nobodySignsForWhatDoesNotHold() throws Exception {
        assertThat(export("certificate: too few signatures")).isEqualTo(1);
        assertThat(err.toString()).contains("does not hold").contains("Nothing was signed");
        assertThat(directory.resolve("out")).doesNotExist();
    }

    @Test
    void everyKindHasItsUsualStatement() throws Exception {
        assertThat(export("state: present", "--show", "result")).isEqualTo(1);
        assertThat(err.toString()).contains("it has no proof of a result");
        assertThat(export("state: present")).isZero();
        assertThat(export("header: adjacent blocks")).isZero();
        assertThat(out.toString()).contains("blocks/2/history").contains("blocks/3/history");
    }
}
