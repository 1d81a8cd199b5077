package dev.quire.pbft;

import static dev.quire.pbft.EngineFixture.SIZE;
import static dev.quire.pbft.EngineFixture.only;
import static dev.quire.pbft.EngineFixture.to;
import static dev.quire.pbft.EngineFixture.votes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.Block;
import dev.quire.block.VoteKind;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.Input;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The leader's part (spec, section 3). */
class ProposerTest {
    private static final Block X = TestBlocks.block(TestBlocks.GENESIS, 1, 1, EngineFixture.SELF);

    /** Member 1 leads view 1, which began with nothing prepared. */
    private static EngineFixture leader() {
        EngineFixture node = EngineFixture.fresh();
        node.receive(0, TestBlocks.viewChange(SIZE, 0, 1, Optional.empty(), Optional.empty()));
        node.settle();
        node.receive(2, TestBlocks.viewChange(SIZE, 2, 1, Optional.empty(), Optional.empty()));
        node.settle();
        return node;
    }

    @Test
    void buildsWhenWorkWaitsAndProposesWhileTheOwnDiskWorks() {
        EngineFixture node = leader();
        assertThat(only(Effect.Build.class, node.step(new Input.WorkWaiting(false))))
                .singleElement()
                .satisfies(build -> assertThat(build.parentHash()).isEqualTo(TestBlocks.GENESIS));
        assertThat(votes(VoteKind.PROPOSE, node.build(X))).containsExactly(X.hash());
        List<Effect> signed = node.answer(Effect.CastVote.class);
        assertThat(to(3, signed)).anyMatch(PbftMessage.PrePrepare.class::isInstance);
        assertThat(only(Effect.Persist.class, signed)).hasSize(1);
        assertThat(only(Effect.Validate.class, signed)).isEmpty();
    }

    @Test
    void proposesOnceForAHeightInAView() {
        EngineFixture node = leader();
        node.step(new Input.WorkWaiting(false));
        node.build(X);
        node.settle();
        assertThat(only(Effect.Build.class, node.step(new Input.WorkWaiting(false))))
                .isEmpty();
    }

    private static final Block NEXT = TestBlocks.block(X.hash(), 2, 2, EngineFixture.SELF);

    /** X is proposed in view 1, and work waits for the next block. */
    private static EngineFixture leaderWithWork() {
        EngineFixture node = leader();
        node.step(new Input.WorkWaiting(false));
        node.build(X);
        node.settle();
        node.step(new Input.WorkWaiting(false));
        return node;
    }

    @Test
    void nextBlockIsBuiltOnceTheOneBelowIsDurablyPrepared() {
        EngineFixture node = leaderWithWork();
        node.ballot(0, VoteKind.PREPARE, 1, 1, X.hash());
        assertThat(only(Effect.Build.class, node.ballot(2, VoteKind.PREPARE, 1, 1, X.hash())))
                .isEmpty();
        List<Effect> prepared = node.answer(Effect.Persist.class);
        assertThat(only(Effect.Build.class, prepared)).singleElement().satisfies(build -> {
            assertThat(build.parentHash()).isEqualTo(X.hash());
            assertThat(build.parentHeight()).isEqualTo(1);
            assertThat(build.allowEmpty()).isFalse();
        });
        assertThat(votes(VoteKind.PROPOSE, node.build(NEXT))).containsExactly(NEXT.hash());
        List<Effect> sent = node.settle();
        assertThat(to(3, sent))
                .anyMatch(message -> message instanceof PbftMessage.PrePrepare next && next.height() == 2);
        assertThat(votes(VoteKind.PREPARE, sent))
                .as("not before X has committed")
                .isEmpty();
        node.step(new Input.WorkWaiting(false));
        assertThat(only(Effect.Build.class, node.after(1_000)))
                .as("one ahead, no more")
                .isEmpty();
    }

    @Test
    void whatWasBuiltOnABlockOfAViewThatIsLeftIsNotProposed() {
        EngineFixture node = leaderWithWork();
        node.ballot(0, VoteKind.PREPARE, 1, 1, X.hash());
        node.ballot(2, VoteKind.PREPARE, 1, 1, X.hash());
        node.settle();
        node.step(new Input.TransferAsked(TestBlocks.key(2)));
        assertThat(votes(VoteKind.PROPOSE, node.build(NEXT))).isEmpty();
    }

    @Test
    void withoutWorkNothingIsProposed() {
        assertThat(only(Effect.Build.class, leader().after(60_000_000))).isEmpty();
    }

    @Test
    void followerBuildsNothing() {
        assertThat(only(Effect.Build.class, EngineFixture.fresh().step(new Input.WorkWaiting(false))))
                .isEmpty();
    }

    @Test
    void proposersTakeTurns() {
        Members plain = new Members(TestBlocks.members(SIZE).voters(), 0);
        Members rotating = new Members(TestBlocks.members(SIZE).voters(), 10);
        assertThat(plain.proposer(1_000, 6)).isEqualTo(2);
        assertThat(rotating.proposer(9, 1)).isEqualTo(1);
        assertThat(rotating.proposer(10, 1)).isEqualTo(2);
        assertThat(rotating.proposer(39, 1)).isZero();
        assertThat(plain.quorum()).isEqualTo(3);
        assertThat(plain.faults()).isEqualTo(1);
    }
}
