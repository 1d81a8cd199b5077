package dev.quire.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.block.Block;
import dev.quire.spi.consensus.BrokenInvariantException;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.Entry;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommitGateTest {
    private final CommitGate gate = new CommitGate(0);
    private final Block one = RuntimeBlocks.block(1, 0);
    private final Block two = RuntimeBlocks.block(2, 0);
    private final Block otherTwo = RuntimeBlocks.block(2, 1);

    private void persisting(long requestId, Block... blocks) {
        List<Entry> entries =
                List.of(blocks).stream().map(block -> new Entry(1, block)).toList();
        gate.persisting(new Effect.Persist(requestId, Optional.empty(), entries, 0));
    }

    @Test
    void aBlockThatAMajorityHasWaitsForTheOwnJournal() {
        persisting(1, one);
        assertThat(gate.committed(1, one.hash())).isEmpty();
        assertThat(gate.persisted(1)).containsExactly(new CommitGate.Ready(1, one.hash()));
    }

    @Test
    void aDurableBlockIsReleasedAtOnce() {
        persisting(1, one, two);
        assertThat(gate.persisted(1)).isEmpty();
        assertThat(gate.committed(1, one.hash())).containsExactly(new CommitGate.Ready(1, one.hash()));
        assertThat(gate.committed(2, two.hash())).containsExactly(new CommitGate.Ready(2, two.hash()));
    }

    @Test
    void aReplacedBlockIsNoLongerDurable() {
        persisting(1, one, two);
        gate.persisted(1);
        persisting(2, otherTwo);
        gate.committed(1, one.hash());
        assertThat(gate.committed(2, otherTwo.hash())).isEmpty();
        assertThat(gate.persisted(2)).containsExactly(new CommitGate.Ready(2, otherTwo.hash()));
    }

    @Test
    void persistsAreReportedAsAPrefix() {
        persisting(1, one);
        persisting(2, two);
        gate.committed(1, one.hash());
        gate.committed(2, two.hash());
        assertThat(gate.persisted(2)).hasSize(2);
    }

    @Test
    void entriesFoundInTheJournalAtStartAreDurable() {
        gate.durableAtStart(List.of(new Entry(1, one)));
        assertThat(gate.committed(1, one.hash())).hasSize(1);
    }

    @Test
    void aGapOrARepetitionStopsTheNode() {
        assertThatThrownBy(() -> gate.committed(2, two.hash())).isInstanceOf(BrokenInvariantException.class);
        persisting(1, one);
        gate.committed(1, one.hash());
        assertThatThrownBy(() -> gate.committed(1, one.hash())).isInstanceOf(BrokenInvariantException.class);
    }
}
