package dev.quire.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.quire.spi.consensus.BrokenInvariantException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The simulation is worth something only if it finds a bug that is there. About one in five of these worlds finds it. */
class PlantedBugTest {
    private static final int SEEDS = 60;

    /** Raft paper, figure 8: the leader commits an entry of an older term because a majority has it. */
    @Test
    void commitOfOldTermEntryByCountingIsFound() {
        CommitRule anyTerm = (entryTerm, leaderTerm) -> true;
        OptionalLong found = LongStream.rangeClosed(1, SEEDS)
                .filter(seed -> isViolated(world(seed, anyTerm)))
                .findFirst();
        assertThat(found).isPresent();
        long seed = found.getAsLong();
        assertThatCode(() -> world(seed, CommitRule.OWN_TERM).run(8_000_000))
                .as("the same world, seed %s, without the bug", seed)
                .doesNotThrowAnyException();
    }

    private static MiniCluster world(long seed, CommitRule rule) {
        return new MiniCluster(seed, 5, rule, Optional.of(SimFaults.restlessLeaders()));
    }

    private static boolean isViolated(MiniCluster cluster) {
        try {
            cluster.run(8_000_000);
            return false;
        } catch (AssertionError | BrokenInvariantException violation) {
            return true;
        }
    }
}
