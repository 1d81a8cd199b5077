package dev.quire.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.testkit.twins.Scenario;
import dev.quire.testkit.twins.ScenarioGenerator;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Members that are two: PBFT bears f of them, and one more is noticed. */
class TwinsTest {
    private static final int RUNS = Integer.getInteger("quire.twins.runs", 5_000);
    private static final int SEEDS_WITH_ONE_TOO_MANY = 20;

    static TwinsResult play(Scenario scenario, long seed) {
        return new TwinsWorld(scenario, seed, SimProtocols::twins, Optional.empty()).run();
    }

    @Test
    void everyGeneratedScenarioIsSafeAndLivesAndAllSituationsAreReached() {
        TwinsCounters reached = LongStream.rangeClosed(1, RUNS)
                .parallel()
                .mapToObj(TwinsTest::generated)
                .collect(TwinsCounters::new, TwinsCounters::add, TwinsCounters::add);
        for (TwinsSituation situation : TwinsSituation.values()) {
            assertThat(reached.of(situation)).as(situation.toString()).isPositive();
        }
    }

    private static TwinsCounters generated(long seed) {
        try {
            return play(ScenarioGenerator.generate(seed, 0, -1), seed).counters();
        } catch (RuntimeException e) {
            throw new AssertionError("./simulate twins --seeds " + seed, e);
        }
    }

    @Test
    void sameSeedDoesTheSame() {
        for (long seed = 1; seed <= 10; seed++) {
            Scenario scenario = ScenarioGenerator.generate(seed, 0, -1);
            assertThat(play(scenario, seed).traceHash())
                    .isEqualTo(play(scenario, seed).traceHash());
            assertThat(play(scenario, seed + 1).traceHash())
                    .isNotEqualTo(play(scenario, seed).traceHash());
        }
    }

    @Test
    void oneTwinMorePartsTheChainAndIsNoticed() {
        assertThat(LongStream.rangeClosed(1, SEEDS_WITH_ONE_TOO_MANY).filter(TwinsTest::forks))
                .isNotEmpty();
    }

    private static boolean forks(long seed) {
        try {
            play(ScenarioGenerator.generate(seed, 4, 2), seed);
            return false;
        } catch (InvariantViolation fork) {
            String what = String.valueOf(fork.getMessage());
            return what.contains("certificates of two blocks") || what.contains("another block");
        } catch (IllegalStateException halt) {
            // An instance saw both certificates before the simulator did.
            return String.valueOf(halt.getMessage()).contains("two certificates");
        }
    }
}
