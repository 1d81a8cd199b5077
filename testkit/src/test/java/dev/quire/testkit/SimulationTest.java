package dev.quire.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... words) {
        return Simulation.run(
                List.of(words), Consensus::maker, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    }

    @Test
    void aRangeOfSeedsIsSummedUpAsJson() {
        assertThat(run("--seeds", "3..5", "--nodes", "3", "-o", "json")).isZero();
        assertThat(out.toString(UTF_8))
                .contains("\"firstSeed\":3,\"lastSeed\":5")
                .contains("\"failures\":[]")
                .contains("\"LEADER_ELECTED\":");
    }

    @Test
    void oneSeedNamesItsTrace() {
        assertThat(run("--seeds", "3", "--trace")).isZero();
        assertThat(err.toString(UTF_8)).contains("HEAL").containsPattern("seed 3: \\d+ blocks, trace [0-9a-f]{64}");
        assertThat(out.toString(UTF_8)).contains("1 seeds, 0 failed");
    }

    @Test
    void seedThatFailsIsShownWithTheSmallestWorldThatFailsToo() {
        int code = PlantedSimulation.run(
                List.of("--plant", "duplicates-counted", "--seeds", "1..2", "--nodes", "3"),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8));
        assertThat(code).isEqualTo(1);
        assertThat(err.toString(UTF_8))
                .containsPattern(
                        "FAILED: ./simulate --plant duplicates-counted --consensus raft --seeds [12] --nodes 3 --profile small  # ")
                .containsPattern(
                        "smallest: ./simulate --plant duplicates-counted --consensus raft --seeds [12] --nodes 3 --profile small .*--storm");
    }

    @Test
    void wrongUseIsExplained() {
        assertThat(run("--seeds", "x")).isEqualTo(2);
        assertThat(run("--what")).isEqualTo(2);
        assertThat(run("--seeds", "1", "--consensus", "paxos")).isEqualTo(2);
        assertThat(run("--seeds", "1", "--nodes", "10")).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains("Usage: ./simulate");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--consensus raft",
                "--seeds 3..1",
                "--seeds 9223372036854775807..9223372036854775807",
                "--seeds 1 --nodes 0",
                "--seeds 1 -o xml",
                "--seeds 1 --seeds 2",
                "--seeds 1 --profile huge",
                "--seeds 1 --only sharks",
                "--seeds 1..2 --trace",
                "--seeds 1 --liars 1 --nodes 4",
                "--seeds 1 --consensus pbft --liars 9",
                "--seeds 1 --consensus pbft --nodes 4 --liars 4",
                "--seeds 1 --storm-millis -1"
            })
    void wrongUseRunsNothing(String line) {
        assertThat(run(line.split(" "))).isEqualTo(2);
        assertThat(out.toString(UTF_8)).isEmpty();
        assertThat(err.toString(UTF_8)).doesNotContain("Exception").doesNotContain("\tat ");
    }

    @Test
    void helpIsNoError() {
        assertThat(run("--help")).isZero();
        assertThat(run("twins", "--help")).isZero();
        assertThat(out.toString(UTF_8)).contains("Usage: ./simulate", "twins", "check-history", "Exit codes:");
    }

    @Test
    void failureSaysWhyInJsonToo() {
        PlantedSimulation.run(
                List.of("--plant", "duplicates-counted", "--seeds", "1..2", "--nodes", "3", "-o", "json"),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8));
        assertThat(out.toString(UTF_8))
                .contains("\"again\":\"./simulate --plant duplicates-counted", "\"reason\":", "\"smallest\":");
    }
}
