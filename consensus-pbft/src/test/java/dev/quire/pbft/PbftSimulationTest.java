package dev.quire.pbft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Many seeded worlds; see {@link SimInvariants} for what must hold in each after every event. */
class PbftSimulationTest {
    private static final int SEEDS = Integer.getInteger("quire.pbft.seeds", 100);

    @Test
    void everySeedKeepsTheInvariantsAndHeals() {
        Map<String, Integer> reached = new TreeMap<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            SimCluster cluster = world(seed);
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
                        "power losses",
                        "lost disks",
                        "recoveries",
                        "reads answered",
                        "evidence",
                        "early proposals",
                        "views begun alone",
                        "other bodies",
                        "malformed lies",
                        "NewView",
                        "Blocks",
                        "OneBlock");
    }

    static SimCluster world(long seed) {
        int size = new int[] {4, 4, 7, 4, 1, 4, 5, 4, 7, 4}[(int) (seed % 10)];
        int most = (size - 1) / 3;
        int liars = seed % 3 == 0 ? 0 : size > 4 && seed % 2 == 0 ? most - 1 : most;
        return new SimCluster(seed, size, liars);
    }
}
