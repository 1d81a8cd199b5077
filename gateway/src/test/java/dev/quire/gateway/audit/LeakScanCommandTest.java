package dev.quire.gateway.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quire.crypto.OwnerOnlyFile;
import dev.quire.node.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
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

    /** What stands on a command line, others on the machine can see. */
    @Test
    void passwordsComeFromFilesOfTheirOwner() throws IOException, SQLException {
        String url = "jdbc:h2:file:" + data.resolve("vault") + ";USER=vault";
        try (Connection connection = DriverManager.getConnection(url + ";PASSWORD=s3cret-word")) {
            connection.createStatement().execute("create table notes (note varchar)");
            connection.createStatement().execute("insert into notes values ('of Okonkwo')");
        }
        Path password = temp.resolve("password");
        OwnerOnlyFile.writeNew(password, "s3cret-word\n".getBytes(UTF_8));
        assertThat(run()).as("H2 writes what is in it as it is").isEqualTo(1);
        assertThat(out.toString()).contains("Wrong user name or password").doesNotContain("PUBLIC.NOTES.NOTE");
        assertThat(run("--h2-password-file", password.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("PUBLIC.NOTES.NOTE, row 1");
        Path elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("log"), "nothing to see");
        data = elsewhere;
        assertThat(run("--jdbc", url, "--jdbc-password-file", password.toString()))
                .isEqualTo(1);
        assertRefused("--jdbc-password-file", "--jdbc", url + ";Password=s3cret-word");
        assertRefused("--jdbc-password-file", "--jdbc", "jdbc:postgresql://vault:s3cret-word@127.0.0.1/vault");
        assertRefused("there is no", "--h2-password-file", temp.resolve("none").toString());
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-r--r--"));
        assertRefused("only you may read", "--h2-password-file", password.toString());
    }

    private void assertRefused(String why, String... more) {
        StringWriter err = new StringWriter();
        CommandLine command = Main.commandLine().setErr(new PrintWriter(err));
        List<String> arguments = new ArrayList<>(List.of("health", "leak-scan", "--plaintext"));
        arguments.addAll(List.of(temp.resolve("plain").toString(), "--data", data.toString()));
        arguments.addAll(List.of(more));
        assertThat(command.execute(arguments.toArray(String[]::new))).isEqualTo(2);
        assertThat(err.toString()).contains(why).doesNotContain("s3cret");
    }

    @Test
    void unreadableIsTwo() throws IOException {
        Files.writeString(data.resolve("000001.sst"), "no table");
        assertThat(run()).isEqualTo(2);
        assertThat(out.toString()).contains("rocksdb");
    }
}
