package dev.quire.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.ConsensusMode;
import dev.quire.raft.PlantedRaft;
import dev.quire.raft.RaftConfig;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A simulator that finds no bug proves nothing, so one is planted. */
class PlantedBugTest {
    /** Not from 1, to save time: it takes some thirty worlds to get there, and the next such seed will do if this moves. */
    private static final int FIRST_SEED = 28;

    private static final int LAST_SEED = 150;
    private static final RaftConfig SMALL_WINDOW =
            new RaftConfig(300_000, 600_000, 75_000, 600, 1, 2_000, 4, 8, 2, 1_000, 300_000, 4);

    /** The mix of the paper's figure 8: leaders that come and go before they have replicated what they built. */
    private static final Faults RESTLESS =
            new Faults(0, 0, 60_000, 0, 20_000, 200_000, true, false, true, false, false, false, 250_000);

    private static boolean goesWrong(long seed) {
        SimulationConfig config = new SimulationConfig(
                seed,
                5,
                SimulationConfig.Profile.CHAOS,
                ConsensusMode.CFT,
                random -> new PlantedRaft(SMALL_WINDOW),
                Optional.empty());
        try {
            new SimCluster(config, Optional.of(RESTLESS)).run();
            return false;
        } catch (RuntimeException violation) {
            return true;
        }
    }

    @Test
    void entryOfAnOlderTermCommittedByCountingIsFound() {
        OptionalLong found = LongStream.rangeClosed(FIRST_SEED, LAST_SEED)
                .filter(PlantedBugTest::goesWrong)
                .findFirst();
        assertThat(found).isPresent();
    }
}
