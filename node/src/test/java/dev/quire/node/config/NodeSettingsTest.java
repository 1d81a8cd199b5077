package dev.quire.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quire.ConfigurationException;
import dev.quire.ConfigurationException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeSettingsTest {
    @TempDir
    Path directory;

    private List<Problem> problems(String text) throws IOException {
        Path file = directory.resolve("node.properties");
        Files.writeString(file, text);
        ConfigurationException refused =
                catchThrowableOfType(ConfigurationException.class, () -> NodeSettings.load(file));
        assertThat(refused).as("refused: %s", text).isNotNull();
        return refused.problems();
    }

    @Test
    void allProblemsAreToldAtOnce() throws IOException {
        List<Problem> problems = problems("""
                colour = blue
                node.name = two words
                node.key = missing.key
                genesis.file = missing.quire
                api.listen = 127.0.0.1:99999
                consensus = magic
                peers = nonsense, 00@x
                raft.heartbeat-millis = 0
                raft.election-timeout-millis = 10
                retention.states = -1
                retention.state-days = many
                """);
        assertThat(problems)
                .extracting(Problem::key)
                .contains(
                        "colour",
                        "node.name",
                        "node.key",
                        "genesis.file",
                        "data.dir",
                        "api.listen",
                        "consensus",
                        "peers",
                        "raft.heartbeat-millis",
                        "raft.election-timeout-millis",
                        "retention.states",
                        "retention.state-days");
        assertThat(problems).allSatisfy(problem -> {
            assertThat(problem.why()).isNotBlank();
            assertThat(problem.fix()).isNotBlank();
            assertThat(problem.toString()).doesNotContain("\n");
        });
    }

    @Test
    void aDataDirectoryThatCannotBeMadeIsOneOfTheProblems() throws IOException {
        Path inTheWay = Files.writeString(directory.resolve("file"), "");
        Path file = Files.writeString(directory.resolve("node.properties"), "colour = blue\ndata.dir = file/data\n");
        ConfigurationException refused =
                catchThrowableOfType(ConfigurationException.class, () -> NodeSettings.prepare(file));
        assertThat(refused.problems()).extracting(Problem::key).contains("colour", "data.dir");
        assertThat(refused.problems())
                .filteredOn(problem -> problem.key().equals("data.dir"))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.value())
                            .isEqualTo(inTheWay.resolve("data").toString());
                    assertThat(problem.why()).startsWith("it cannot be made or written: ");
                    assertThat(problem.fix()).isNotBlank();
                });
        assertThat(problems("data.dir = elsewhere\n")).isNotEmpty();
        assertThat(directory.resolve("elsewhere")).as("only a start makes it").doesNotExist();
    }

    @Test
    void anEmptyFileNamesEveryKeyThatIsNeeded() throws IOException {
        assertThat(problems(""))
                .extracting(Problem::key)
                .containsExactly("node.key", "genesis.file", "data.dir", "api.listen", "consensus", "peers");
    }

    @Test
    void aKeyThatIsGivenTwiceIsReportedWithItsLines() throws IOException {
        assertThat(problems("# one = \\\nnode.name = a\npeers = x,\\\n  y\n\nnode.name = b\n"))
                .filteredOn(problem -> problem.why().contains("more than once"))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.key()).isEqualTo("node.name");
                    assertThat(problem.why()).contains("lines 2, 6");
                });
    }

    @Test
    void garbageIsRefusedInPrintableLines() throws IOException {
        byte[] garbage = new byte[4000];
        new java.util.Random(7).nextBytes(garbage);
        Path file = directory.resolve("garbage");
        Files.write(file, garbage);
        ConfigurationException refused =
                catchThrowableOfType(ConfigurationException.class, () -> NodeSettings.load(file));
        assertThat(refused.problems()).isNotEmpty();
        assertThat(problems("a\\u0007b = c\\u001b[31m\n"))
                .allSatisfy(problem -> assertThat(problem.toString().chars()).noneMatch(Character::isISOControl));
        assertThat(problems("x = \\uZZZZ")).hasSize(1);
    }

    @Test
    void anIpv6AddressNeedsBrackets() {
        assertThat(HostPort.parse("[::1]:80"))
                .isEqualTo(new HostPort("::1", 80))
                .hasToString("[::1]:80");
        assertThat(catchThrowableOfType(IllegalArgumentException.class, () -> HostPort.parse("::1:80")))
                .hasMessageContaining("brackets");
    }
}
