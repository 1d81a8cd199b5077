package dev.quire.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.node.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The program as bin/quire runs it, with this module on the class path. */
class HealthCommandTest {
    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine command = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return command.execute(arguments);
    }

    @Test
    void helpOfTheProgramShowsIt() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("  health ", "  testnet ");
    }

    @Test
    void groupWithoutACommandIsWrongUsage() {
        assertThat(run("health")).isEqualTo(2);
        assertThat(err.toString()).contains("a command is missing", "Try 'quire health --help'");
    }

    @Test
    void leakScanIsBelowIt() throws Exception {
        Path plaintext = Files.createDirectory(directory.resolve("plaintext"));
        Files.writeString(plaintext.resolve("ana.txt"), "Ana Petrescu was treated for a broken arm in the spring");
        Files.writeString(plaintext.resolve("ben.txt"), "Benedikt Okonkwo sleeps badly and takes nothing for it now");
        Path data = Files.createDirectory(directory.resolve("data"));
        Path log = Files.writeString(data.resolve("node.log"), "nothing to see");
        String[] scan = {"health", "leak-scan", "--plaintext", plaintext.toString(), "--data", data.toString()};
        assertThat(run(scan)).as(err::toString).isZero();
        Files.writeString(log, "what is it that takes nothing for it now");
        assertThat(run(scan)).isEqualTo(1);
    }

    @Test
    void failureNamesTheNextStep() {
        assertThat(run("health", "leak-scan", "--plaintext", "nowhere", "--data", "nowhere"))
                .isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly("quire: there is no nowhere", "Name a directory or file that is there");
    }
}
