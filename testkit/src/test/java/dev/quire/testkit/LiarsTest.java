package dev.quire.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.ConsensusMode;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Members that lie: PBFT bears f of them, and one more is noticed. */
class LiarsTest {
    private static final int SEEDS = 60;
    private static final int SEEDS_WITH_ONE_TOO_MANY = 40;

    private static SimulationConfig config(long seed, int nodes) {
        return new SimulationConfig(
                seed,
                nodes,
                SimulationConfig.Profile.BYZANTINE,
                ConsensusMode.BFT,
                SimProtocols::pbft,
                Optional.empty());
    }

    @Test
    void soManyLiarsNeitherPartNorStopTheOthers() {
        Map<Situation, Long> reached = new EnumMap<>(Situation.class);
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                new SimCluster(config(seed, 0))
                        .run()
                        .situations()
                        .forEach((situation, times) -> reached.merge(situation, times, Long::sum));
            } catch (RuntimeException e) {
                throw new AssertionError("./simulate --consensus pbft --profile byzantine --seeds " + seed, e);
            }
        }
        assertThat(reached)
                .containsKeys(
                        Situation.EVIDENCE,
                        Situation.TWO_PROPOSALS,
                        Situation.WITHHELD,
                        Situation.REPLAYED,
                        Situation.FLOODED,
                        Situation.BLOCK_PROPOSED_AGAIN,
                        Situation.VIEW_JUMPED);
    }

    @Test
    void oneLiarMorePartsTheChainAndIsNoticed() {
        assertThat(LongStream.rangeClosed(1, SEEDS_WITH_ONE_TOO_MANY).anyMatch(LiarsTest::forks))
                .isTrue();
    }

    private static boolean forks(long seed) {
        try {
            new SimCluster(config(seed, 4).liars(2), Optional.of(Faults.none())).run();
            return false;
        } catch (InvariantViolation fork) {
            String what = String.valueOf(fork.getMessage());
            return what.contains("certificates of two blocks") || what.contains("another block");
        } catch (IllegalStateException halt) {
            // A node saw both certificates before the simulator did.
            return String.valueOf(halt.getMessage()).contains("two certificates");
        }
    }
}
