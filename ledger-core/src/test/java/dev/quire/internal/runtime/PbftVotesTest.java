package dev.quire.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.Block;
import dev.quire.block.VoteKind;
import dev.quire.spi.consensus.Entry;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a member of a BFT chain signs, before and after a restart. */
class PbftVotesTest {
    private static final Block X = RuntimeBlocks.block(1, 0);
    private static final Block Y = RuntimeBlocks.block(1, 1);

    private VotingNode node;

    @BeforeEach
    void open() throws IOException {
        node = new VotingNode();
    }

    private void write(long view, Block block) throws IOException {
        node.persist(view, List.of(new Entry(view, block)), Optional.empty());
        node.finishWrites();
    }

    @Test
    void prepareWaitsForItsBlockToBeDurable() throws IOException {
        node.persist(0, List.of(new Entry(0, X)), Optional.empty());
        assertThat(node.signs(VoteKind.PREPARE, 1, 0, X.hash())).isFalse();
        node.finishWrites();
        assertThat(node.signs(VoteKind.PREPARE, 1, 0, X.hash())).isTrue();
        assertThat(node.signs(VoteKind.PREPARE, 1, 0, Y.hash())).isFalse();
        assertThat(node.guard().refused(VoteGuard.Refusal.NOT_WRITTEN)).isEqualTo(2);
        node.restart(0);
        assertThat(node.signs(VoteKind.PREPARE, 1, 0, X.hash())).isTrue();
        assertThat(node.signs(VoteKind.PREPARE, 1, 0, Y.hash())).isFalse();
    }

    @Test
    void commitWaitsForThePreparedCertificateToBeDurable() throws IOException {
        write(0, X);
        assertThat(node.signs(VoteKind.COMMIT, 1, 0, X.hash())).isFalse();
        node.persist(0, List.of(), Optional.of(VotingNode.prepared(0, X)));
        assertThat(node.signs(VoteKind.COMMIT, 1, 0, X.hash())).isFalse();
        node.finishWrites();
        assertThat(node.signs(VoteKind.COMMIT, 1, 0, X.hash())).isTrue();
        node.restart(0);
        assertThat(node.signs(VoteKind.COMMIT, 1, 0, X.hash())).isTrue();
    }

    @Test
    void whoLeftAViewVotesInItNoMore() throws IOException {
        write(0, X);
        node.persist(1, List.of(), Optional.empty());
        assertThat(node.signs(VoteKind.VIEW_CHANGE, 1, 1, X.hash())).isFalse();
        node.finishWrites();
        assertThat(node.signs(VoteKind.VIEW_CHANGE, 1, 1, X.hash())).isTrue();
        assertThat(node.signs(VoteKind.PREPARE, 1, 0, X.hash())).isFalse();
        write(1, X);
        assertThat(node.signs(VoteKind.PREPARE, 1, 1, X.hash())).isTrue();
    }

    @Test
    void aSecondBlockOfAViewIsNotVotedForThoughItWasWritten() throws IOException {
        write(0, X);
        assertThat(node.signs(VoteKind.PREPARE, 1, 0, X.hash())).isTrue();
        write(0, Y);
        assertThat(node.signs(VoteKind.PREPARE, 1, 0, Y.hash())).isFalse();
        node.restart(0);
        assertThat(node.signs(VoteKind.PREPARE, 1, 0, Y.hash())).isFalse();
    }

    @Test
    void oneBlockIsProposedPerHeightAndView() throws IOException {
        assertThat(node.signs(VoteKind.PROPOSE, 1, 0, X.hash())).isTrue();
        assertThat(node.signs(VoteKind.PROPOSE, 1, 0, X.hash())).isTrue();
        assertThat(node.signs(VoteKind.PROPOSE, 1, 0, Y.hash())).isFalse();
        node.restart(0);
        assertThat(node.signs(VoteKind.PROPOSE, 1, 0, X.hash()))
                .as("what it proposed in this view before is not written down")
                .isFalse();
        node.persist(1, List.of(), Optional.empty());
        node.finishWrites();
        assertThat(node.signs(VoteKind.PROPOSE, 1, 1, Y.hash())).isTrue();
    }

    @Test
    void nothingIsVotedAtACommittedHeightAfterARestart() throws IOException {
        write(0, X);
        node.commit(1, X.hash());
        write(0, RuntimeBlocks.block(2, 0));
        node.restart(0);
        assertThat(node.committed()).isEqualTo(1);
        assertThat(node.signs(VoteKind.PREPARE, 1, 0, X.hash())).isFalse();
        assertThat(node.guard().refused(VoteGuard.Refusal.PAST)).isEqualTo(1);
    }

    @Test
    void sealsAreNotCastOnABftChain() {
        node.commit(1, X.hash());
        assertThat(node.signs(VoteKind.SEAL, 1, 0, X.hash())).isFalse();
    }

    @Test
    void aRecoveringNodeDoesNotEvenSayWhereItIs() {
        assertThat(node.signs(VoteKind.STATUS, 1, 7, X.hash())).isTrue();
        node.guard().recovering(true);
        assertThat(node.signs(VoteKind.STATUS, 1, 7, X.hash())).isFalse();
    }
}
