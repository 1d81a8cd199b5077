package dev.quire.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quire.testkit.twins.Scenario;
import dev.quire.testkit.twins.ScenarioFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The scenarios that other implementations play too, each in several networks. */
class SharedTwinsTest {
    private static final Path FILE = Path.of(
            System.getProperty("quire.shared", "../shared"), "data", "vectors", "twins", "twins-scenarios.json");
    private static final int NETWORKS = 1;

    private static List<Scenario> scenarios() throws IOException {
        boolean present = Files.isReadable(FILE);
        if (!present) {
            System.out.println("SharedTwinsTest is skipped: there is no file " + FILE);
        }
        assumeTrue(present, () -> "there is no file " + FILE);
        return ScenarioFormat.readAll(FILE);
    }

    @Test
    void allAreSafeAndLive() throws IOException {
        TwinsCounters reached = new TwinsCounters();
        List<Scenario> scenarios = scenarios();
        assertThat(scenarios).hasSizeGreaterThan(60);
        for (Scenario scenario : scenarios) {
            assertThat(scenario.twins()).hasSizeLessThanOrEqualTo(scenario.faults());
            for (long seed = 1; seed <= NETWORKS; seed++) {
                reached.add(played(scenario.viewChangesPass(false), seed));
                reached.add(played(scenario.viewChangesPass(true), seed));
            }
        }
        assertThat(reached.of(TwinsSituation.BOTH_TWINS_LED)).isPositive();
        assertThat(reached.of(TwinsSituation.EVIDENCE)).isPositive();
    }

    private static TwinsCounters played(Scenario scenario, long seed) {
        try {
            return TwinsTest.play(scenario, seed).counters();
        } catch (RuntimeException e) {
            throw new AssertionError(TwinsArguments.again("./simulate twins", scenario, seed), e);
        }
    }

    /** Where view changes pass, the leader that a round names does lead, and both of it. */
    @Test
    void leaderThatIsTwoProposesTwoBlocks() throws IOException {
        Scenario equivocation = named("S01-leader-equivocates").viewChangesPass(true);
        TwinsCounters reached = played(equivocation, 1);
        assertThat(reached.of(TwinsSituation.ROUND_NOT_LED)).isZero();
        assertThat(reached.of(TwinsSituation.BOTH_TWINS_LED)).isPositive();
    }

    @Test
    void withoutAQuorumAnywhereNothingMovesUntilTheNetworkIsWhole() throws IOException {
        Scenario apart = named("S04-no-quorum-anywhere");
        TwinsCounters cut = played(apart.viewChangesPass(false), 1);
        assertThat(cut.of(TwinsSituation.STALLED)).isPositive();
        assertThat(cut.of(TwinsSituation.ROUND_WITH_BLOCK)).isZero();
        TwinsCounters passing = played(apart.viewChangesPass(true), 1);
        assertThat(passing.of(TwinsSituation.ROUND_LED))
                .isEqualTo(apart.rounds().size());
        assertThat(passing.of(TwinsSituation.ROUND_WITH_BLOCK)).isZero();
    }

    private static Scenario named(String name) throws IOException {
        return scenarios().stream()
                .filter(scenario -> scenario.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
