package dev.quire.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.ConsensusMode;
import dev.quire.testkit.SimulationConfig.Profile;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Thousands of seeded worlds of production nodes: all are safe and heal, and every kind of trouble is met. */
class SeedsTest {
    /** A key in a thousand worlds may have more possible orders than there is time for, no more. */
    private static final long MOST_UNDECIDED = 5;

    private static void requireDecided(Map<Situation, Long> reached) {
        assertThat(reached.getOrDefault(Situation.HISTORY_UNDECIDED, 0L)).isLessThanOrEqualTo(MOST_UNDECIDED);
    }

    @Test
    void raft() {
        Map<Situation, Long> reached = Seeds.run(Consensus.RAFT, Profile.SMALL, Seeds.percent(66));
        assertThat(reached).containsKeys(Situation.of(ConsensusMode.CFT).toArray(Situation[]::new));
        requireDecided(reached);
    }

    @Test
    void pbft() {
        Map<Situation, Long> reached = Seeds.run(Consensus.PBFT, Profile.SMALL, Seeds.percent(24));
        assertThat(reached)
                .containsKeys(Situation.of(ConsensusMode.BFT).toArray(Situation[]::new))
                .doesNotContainKey(Situation.EVIDENCE);
        requireDecided(reached);
    }

    @Test
    void pbftWithAsManyLiarsAsItBears() {
        Map<Situation, Long> reached = Seeds.run(Consensus.PBFT, Profile.BYZANTINE, Seeds.percent(10));
        assertThat(reached)
                .containsKeys(
                        Situation.EVIDENCE,
                        Situation.TWO_PROPOSALS,
                        Situation.WITHHELD,
                        Situation.REPLAYED,
                        Situation.FLOODED,
                        Situation.OTHER_BODY,
                        Situation.BLOCK_PROPOSED_AGAIN,
                        Situation.VIEW_JUMPED);
        requireDecided(reached);
    }
}
