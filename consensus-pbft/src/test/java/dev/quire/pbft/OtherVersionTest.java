package dev.quire.pbft;

import static dev.quire.pbft.EngineFixture.SIZE;
import static dev.quire.pbft.EngineFixture.only;
import static dev.quire.pbft.EngineFixture.to;
import static dev.quire.pbft.EngineFixture.votes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.Block;
import dev.quire.block.VoteKind;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.EngineStart.PreparedBlock;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.Verdict;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A member that is restarted by a version that finds its own uncommitted block wrong (spec, section 3, rule 10). */
class OtherVersionTest {
    private static final Block X = TestBlocks.block(TestBlocks.GENESIS, 1, 1, 2);
    private static final Block Y = TestBlocks.block(TestBlocks.GENESIS, 1, 2, 3);
    private static final Verdict DIVERGED = new Verdict.Diverged(3, "another root");

    private static ViewChange change(int member, long view) {
        return TestBlocks.viewChange(SIZE, member, view, Optional.empty(), Optional.empty());
    }

    private static Optional<NewView> begins(long view) {
        return Optional.of(new NewView(view, List.of(change(0, view), change(2, view), change(3, view))));
    }

    private static Optional<PreparedBlock> preparedX() {
        return Optional.of(new PreparedBlock(
                TestBlocks.prepared(SIZE, 1, 0, X.hash(), 0, 1, 2).record(), X));
    }

    @Test
    void inItsViewItVotesNeitherForTheBlockNorForAnother() {
        for (Block proposed : List.of(X, Y)) {
            EngineFixture node = EngineFixture.refusing(X, 2, Optional.empty());
            List<Effect> effects = node.receive(2, TestBlocks.proposal(SIZE, 2, proposed, begins(2)));
            assertThat(only(Effect.CastVote.class, effects)).isEmpty();
            assertThat(only(Effect.Persist.class, effects)).isEmpty();
            assertThat(only(Effect.CastVote.class, node.settle())).isEmpty();
        }
    }

    @Test
    void inALaterViewItTakesAnother() {
        EngineFixture node = EngineFixture.refusing(X, 2, Optional.empty());
        node.receive(3, TestBlocks.proposal(SIZE, 3, Y, begins(3)));
        List<Effect> effects = node.settle();
        assertThat(only(Effect.Persist.class, effects))
                .singleElement()
                .satisfies(persist -> assertThat(persist.entries()).containsExactly(new Entry(3, Y)));
        assertThat(votes(VoteKind.PREPARE, effects)).containsExactly(Y.hash());
    }

    @Test
    void whatItHadPreparedItsViewChangeCarries() {
        EngineFixture node = EngineFixture.refusing(X, 0, preparedX());
        node.receive(0, change(0, 1));
        node.answer(Effect.Persist.class);
        assertThat(to(0, node.settle()))
                .filteredOn(ViewChange.class::isInstance)
                .singleElement()
                .satisfies(
                        message -> assertThat(((ViewChange) message).prepared()).isPresent());
    }

    /** Member 1 leads view 1, and would have to propose what it finds wrong. */
    @Test
    void itDoesNotProposeTheBlockAgain() {
        EngineFixture node = EngineFixture.refusing(X, 0, preparedX());
        node.receive(0, change(0, 1));
        node.settle();
        node.receive(2, change(2, 1));
        assertThat(votes(VoteKind.PROPOSE, node.judge(DIVERGED))).isEmpty();
        assertThat(votes(VoteKind.PROPOSE, node.after(1))).isEmpty();
    }

    @Test
    void itStopsOnceTheMembersHaveCertifiedTheBlock() {
        EngineFixture node = EngineFixture.refusing(X, 2, Optional.empty());
        for (int from : new int[] {0, 2, 3}) {
            node.ballot(from, VoteKind.COMMIT, 1, 0, X.hash());
        }
        assertThat(only(Effect.Halt.class, node.judge(DIVERGED)))
                .singleElement()
                .satisfies(halt -> assertThat(halt.why()).contains("block 1", "transaction 3", "another root"));
    }

    @Test
    void itCommitsAnotherBlockThatTheMembersHaveCertified() {
        EngineFixture node = EngineFixture.refusing(X, 2, Optional.empty());
        node.receive(3, new PbftMessage.Certified(TestBlocks.certificate(SIZE, 1, 3, Y.hash(), 0, 2, 3)));
        node.receive(
                3,
                new PbftMessage.Blocks(List.of(Y), List.of(), TestBlocks.certificate(SIZE, 1, 3, Y.hash(), 0, 2, 3)));
        assertThat(only(Effect.Committed.class, node.settle())).containsExactly(new Effect.Committed(1, Y.hash()));
    }

    /** Another member may have to propose it again, and find nobody else who has it. */
    @Test
    void whoAsksForTheBlockGetsIt() {
        EngineFixture node = EngineFixture.refusing(X, 2, Optional.empty());
        node.receive(3, new PbftMessage.BlockWanted(1, X.hash()));
        assertThat(to(3, node.answer(Effect.FindBlock.class))).contains(new PbftMessage.OneBlock(X));
    }
}
