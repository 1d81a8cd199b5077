package dev.quire.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.node.terminal.CommandException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class MainTest {
    @TempDir
    Path directory;

    private record Ended(int exitCode, String out, String err) {}

    private static Ended run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exitCode = command.execute(arguments);
        return new Ended(exitCode, out.toString(), err.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bogus",
                "start",
                "block x",
                "tx 12",
                "testnet",
                "testnet create x --nodes 0",
                "testnet create x --nodes 3 --base-port 65500",
                "testnet create x --consensus magic",
                "kv",
                "kv --jsonl",
                "kv put a b",
                "kv get a --endpoint ftp://x",
                "status -o xml"
            })
    void wrongUsageIsExplained(String line) {
        Ended ended = run(line.isEmpty() ? new String[0] : line.split(" "));
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).startsWith("quire: ").contains("Try 'quire").doesNotContain("\tat ");
    }

    @Command(name = "weather", description = "Tell the weather.")
    private static final class Weather implements Runnable {
        @Override
        public void run() {
            throw new CommandException(1, "it rains", "Take an umbrella");
        }
    }

    @Test
    void whatIsOnTheClassPathAddsACommandThatFailsLikeTheOthers() {
        StringWriter err = new StringWriter();
        CommandLine command = Main.commandLine(List.of(Weather::new)).setErr(new PrintWriter(err));
        assertThat(command.getUsageMessage()).contains("weather  ", "Tell the weather.", "testnet");
        assertThat(command.execute("weather")).isEqualTo(1);
        assertThat(err.toString().lines()).containsExactly("quire: it rains", "Take an umbrella");
        assertThat(command.execute("weather", "--colour")).isEqualTo(2);
        assertThat(err.toString()).contains("Try 'quire weather --help'");
    }

    @Test
    void aNodeThatDoesNotListenIsUnreachable() {
        Ended ended = run("status", "--endpoint", "http://127.0.0.1:1");
        assertThat(ended.exitCode()).isEqualTo(5);
        assertThat(ended.err()).contains("no answer from http://127.0.0.1:1").contains("--endpoint");
    }

    @Test
    void badConfigurationEndsWith64AndALineForEachProblem() throws Exception {
        Path config = Files.writeString(directory.resolve("x.properties"), "colour = blue\n");
        Ended ended = run("start", "--config", config.toString());
        assertThat(ended.exitCode()).isEqualTo(64);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err().lines()).hasSize(7).first().asString().startsWith("colour = blue: ");
    }

    @Test
    void createMakesWhatTheSpecificationLists() throws Exception {
        Path testnet = directory.resolve("net");
        Ended ended = run("testnet", "create", testnet.toString(), "--nodes", "2", "-o", "json");
        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out().lines()).hasSize(1);
        for (String name : new String[] {"testnet.properties", "members", "client.key", "node-1/node.properties"}) {
            assertThat(testnet.resolve(name)).exists();
        }
        assertThat(Files.getPosixFilePermissions(testnet.resolve("node-0/node.key")))
                .hasSize(2);
        assertThat(run("testnet", "create", testnet.toString()).exitCode()).isEqualTo(1);
    }

    private Path newNode() {
        Path testnet = directory.resolve("net");
        assertThat(run("testnet", "create", testnet.toString(), "--nodes", "1").exitCode())
                .isZero();
        return testnet.resolve("node-0");
    }

    private static Ended start(Path node) {
        return run("start", "--config", node.resolve("node.properties").toString());
    }

    @Test
    void whatIsInTheWayOfTheStateIsNamed() throws Exception {
        Path node = newNode();
        Path state = node.resolve("data").resolve("state");
        Files.createDirectories(state.getParent());
        Files.writeString(state, "no directory");
        Ended ended = start(node);
        assertThat(ended.exitCode()).isEqualTo(74);
        assertThat(ended.err())
                .contains(state + ": something that is no directory is in the way")
                .contains("Check the disk and the file's permissions");
        assertThat(node.resolve("node.key.used")).as("it has not taken part").doesNotExist();
    }

    @Test
    void damagedStateHasOneNextStep() throws Exception {
        Path node = newNode();
        Path state = Files.createDirectories(node.resolve("data").resolve("state"));
        Files.writeString(state.resolve("000001.sst"), "half a store");
        Ended ended = start(node);
        assertThat(ended.exitCode()).isEqualTo(74);
        assertThat(ended.err())
                .contains("is damaged: it has tables, but the file CURRENT is missing")
                .contains("delete this directory and start again")
                .doesNotContain("Check the disk and the file's permissions");
    }
}
