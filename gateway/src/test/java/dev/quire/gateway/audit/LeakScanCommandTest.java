package dev.quire.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LeakScanCommandTest {
    @TempDir
    Path temp;

    private Path data;
    private final StringWriter out = new StringWriter();

    @BeforeEach
    void plant() throws IOException {
        data = Files.createDirectory(temp.resolve("data"));
        Path plaintext = Files.createDirectory(temp.resolve("plain"));
        assertThat(new PlantedPatients(plaintext)).isNotNull();
    }

    private int run(String... more) {
        CommandLine command = new CommandLine(new LeakScanCommand()).setOut(new PrintWriter(out));
        String[] arguments = Stream.concat(
                        Stream.of("--plaintext", temp.resolve("plain").toString(), "--data", data.toString()),
                        Stream.of(more))
                .toArray(String[]::new);
        return command.execute(arguments);
    }

    @Test
    void cleanIsZero() throws IOException {
        Files.writeString(data.resolve("log"), "nothing to see");
        assertThat(run()).isZero();
        assertThat(out.toString()).contains("leakCount", "0");
    }

    @Test
    void leaksAreOneAndAreToldToPeopleAndPrograms() throws IOException {
        Files.writeString(data.resolve("log"), "of Okonkwo\n" + PlantedPatients.NOTES.get(2));
        assertThat(run()).isEqualTo(1);
        assertThat(out.toString()).contains("PATIENT").doesNotContain("Okonkwo").doesNotContain("husband");
        out.getBuffer().setLength(0);
        assertThat(run("-o", "json")).isEqualTo(1);
        JsonNode answer = new ObjectMapper().readTree(out.toString());
        assertThat(answer.path("leakCount").asInt()).isEqualTo(2);
        assertThat(answer.at("/leaks/0/offset").asInt()).isEqualTo(3);
        assertThat(answer.at("/leaks/1/patient").asInt()).isEqualTo(3);
    }

    @Test
    void whereNothingIsNothingIsCalledClean() {
        assertThat(run()).isNotZero();
        assertThat(out.toString()).isEmpty();
    }

    /** A patient's plaintext may lie elsewhere. */
    @Test
    void plaintextBehindALinkIsLookedForToo() throws IOException {
        Path elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("note"), "a fourth patient's unmistakable complaint");
        Files.createSymbolicLink(temp.resolve("plain").resolve("fourth"), elsewhere);
        Files.writeString(data.resolve("log"), "of an unmistakable complaint");
        assertThat(run()).isEqualTo(1);
    }

    @Test
    void unreadableIsTwo() throws IOException {
        Files.writeString(data.resolve("000001.sst"), "no table");
        assertThat(run()).isEqualTo(2);
        assertThat(out.toString()).contains("rocksdb");
    }
}
