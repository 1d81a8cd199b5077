package dev.quire.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Many seeded worlds; see {@link SimInvariants} for what must hold in each after every event. */
class RaftSimulationTest {
    private static final int SEEDS = 300;

    @Test
    void everySeedKeepsTheInvariantsAndHeals() {
        Map<String, Integer> reached = new TreeMap<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            MiniCluster cluster = new MiniCluster(seed, sizeOf(seed), CommitRule.OWN_TERM);
            try {
                cluster.run(5_000_000);
            } catch (Throwable violation) {
                fail("seed " + seed + " at " + cluster.now() + " us: " + violation.getMessage(), violation);
            }
            cluster.counters().forEach((what, times) -> reached.merge(what, times, Integer::sum));
        }
        // A simulator that never gets into trouble tests nothing.
        assertThat(reached)
                .containsKeys(
                        "crashes",
                        "leaders isolated",
                        "disks decayed",
                        "recoveries ended",
                        "log conflicts cut",
                        "reads answered",
                        "Rejected",
                        "PreVoteReply",
                        "NewCertificate");
    }

    static int sizeOf(long seed) {
        return new int[] {3, 5, 3, 4, 1, 2, 3, 5, 7, 3}[(int) (seed % 10)];
    }
}
