package dev.quire.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.ConsensusMode;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** PBFT bears f members that lie ({@link SeedsTest}), and one more is noticed. */
class LiarsTest {
    private static final int SEEDS_WITH_ONE_TOO_MANY = 40;

    @Test
    void oneLiarMorePartsTheChainAndIsNoticed() {
        assertThat(LongStream.rangeClosed(1, SEEDS_WITH_ONE_TOO_MANY).anyMatch(LiarsTest::forks))
                .isTrue();
    }

    private static boolean forks(long seed) {
        try {
            SimulationConfig config = new SimulationConfig(
                    seed,
                    4,
                    SimulationConfig.Profile.BYZANTINE,
                    ConsensusMode.BFT,
                    SimProtocols::pbft,
                    Optional.empty());
            new SimCluster(config.liars(2), Optional.of(Faults.none())).run();
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
