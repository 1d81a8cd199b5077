package dev.quire.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.ConsensusMode;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Many seeded worlds of production nodes under PBFT. */
class PbftSimulationTest {
    private static final int SEEDS = 200;

    static SimulationConfig config(long seed) {
        return new SimulationConfig(
                seed, 0, SimulationConfig.Profile.SMALL, ConsensusMode.BFT, SimProtocols::pbft, Optional.empty());
    }

    @Test
    void everySeedIsSafeAndHealsAndAllSituationsAreReached() {
        Map<Situation, Long> reached = new EnumMap<>(Situation.class);
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                new SimCluster(config(seed))
                        .run()
                        .situations()
                        .forEach((situation, times) -> reached.merge(situation, times, Long::sum));
            } catch (RuntimeException e) {
                throw new AssertionError("./simulate --consensus pbft --seeds " + seed, e);
            }
        }
        assertThat(reached)
                .containsKeys(Situation.of(ConsensusMode.BFT).toArray(Situation[]::new))
                .doesNotContainKey(Situation.EVIDENCE);
    }
}
