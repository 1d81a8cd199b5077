package dev.quire.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TwinsCommandTest {
    private static final String ISOLATED_LEADER = "{\"id\":\"isolated\",\"n\":4,\"rounds\":[{\"leader\":0,"
            + "\"partitions\":[[\"0\"],[\"1\",\"2\",\"3\"]]}],\"expect\":{\"live_within\":12}}";
    private static final String FORK = "{\"id\":\"fork\",\"n\":4,\"twins\":[0,1],\"rounds\":[{\"leader\":0,"
            + "\"partitions\":[[\"0\",\"1\",\"2\"],[\"0t\",\"1t\",\"3\"]],\"drop\":[[\"any\",\"2\",\"3\"]]}]}";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... words) {
        return Simulation.run(
                List.of(words), Consensus::maker, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    }

    @Test
    void aRangeOfSeedsIsSummedUpAsJson() {
        assertThat(run("twins", "--seeds", "3..4", "-o", "json")).isZero();
        assertThat(out.toString(UTF_8))
                .contains("\"firstSeed\":3,\"lastSeed\":4,\"scenarios\":2")
                .contains("\"failures\":[]")
                .contains("\"ROUND_LED\":");
    }

    @Test
    void oneScenarioNamesItsTrace() {
        assertThat(run("twins", "--scenario", ISOLATED_LEADER, "--trace")).isZero();
        assertThat(err.toString(UTF_8)).contains("HEAL").containsPattern("isolated: \\d+ blocks, trace [0-9a-f]{64}");
    }

    @Test
    void fileIsPlayedInBothReadings(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("scenarios.json");
        Files.writeString(file, "{\"named\":[" + ISOLATED_LEADER + "],\"generated\":[" + ISOLATED_LEADER + "]}");
        assertThat(run("twins", "--file", file.toString(), "--seeds", "1..2")).isZero();
        assertThat(out.toString(UTF_8)).contains("8 scenarios, 0 failed");
    }

    @Test
    void fileWithoutScenariosIsNotPlayedAsIfThereWereNone(@TempDir Path directory) throws Exception {
        for (String content : List.of("", "{}", "{\"scenarios\":[" + ISOLATED_LEADER + "]}")) {
            Path file = Files.writeString(directory.resolve("other.json"), content);
            assertThat(run("twins", "--file", file.toString())).isEqualTo(2);
        }
        assertThat(err.toString(UTF_8)).contains("has no scenarios");
    }

    /** With one twin too many there is a fork; the lines that are printed play it again. */
    @Test
    void scenarioThatFailsIsShownWithASmallerOneThatFailsToo() {
        assertThat(run("twins", "--seeds", "3", "--scenario", FORK)).isEqualTo(1);
        Matcher smallest = Pattern.compile("smallest: ./simulate twins --seeds (\\d+) --scenario '([^']*)'")
                .matcher(err.toString(UTF_8));
        assertThat(smallest.find()).isTrue();
        assertThat(smallest.group(2)).contains("\"rounds\":[{\"leader\":0,").doesNotContain("drop");
        assertThat(err.toString(UTF_8)).contains("FAILED: ./simulate twins --seeds 3 --scenario '{\"id\":\"fork\"");
        assertThat(run("twins", "--seeds", smallest.group(1), "--scenario", smallest.group(2)))
                .isEqualTo(1);
    }

    @Test
    void plantedErrorStandsInTheLinesThatPlayItAgain() {
        PrintStream lines = new PrintStream(err, true, UTF_8);
        List<String> words = List.of("twins", "--plant", "repeated-votes-counted", "--seeds", "1..2");
        assertThat(PlantedSimulation.run(words, lines, lines)).isEqualTo(1);
        assertThat(err.toString(UTF_8))
                .contains("FAILED: ./simulate twins --plant repeated-votes-counted --seeds 1 ")
                .contains("smallest: ./simulate twins --plant repeated-votes-counted --seeds 1 --scenario '");
        assertThat(PlantedSimulation.run(List.of("twins", "--plant", "stale-read"), lines, lines))
                .isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains("twins --plant needs one of [repeated-votes-counted");
    }

    @Test
    void wrongUseIsExplained() {
        assertThat(run("twins", "--seeds", "x")).isEqualTo(2);
        assertThat(run("twins", "--what")).isEqualTo(2);
        assertThat(run("twins", "--nodes", "3")).isEqualTo(2);
        assertThat(run("twins", "--scenario", "{}")).isEqualTo(2);
        assertThat(run("twins", "--file", "no-such-file")).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains("Usage: ./simulate twins");
    }
}
