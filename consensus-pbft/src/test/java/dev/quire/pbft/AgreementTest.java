package dev.quire.pbft;

import static dev.quire.pbft.EngineFixture.SIZE;
import static dev.quire.pbft.EngineFixture.asked;
import static dev.quire.pbft.EngineFixture.only;
import static dev.quire.pbft.EngineFixture.to;
import static dev.quire.pbft.EngineFixture.votes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.Block;
import dev.quire.block.Certificate;
import dev.quire.block.Evidence;
import dev.quire.block.VoteKind;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.Verdict;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** From a proposal to a committed block, one rule after the other (spec, section 3). */
class AgreementTest {
    private static final Block X = TestBlocks.block(TestBlocks.GENESIS, 1, 1, 0);
    private static final Block Y = TestBlocks.block(TestBlocks.GENESIS, 1, 2, 0);

    private final EngineFixture node = EngineFixture.fresh();

    private List<Effect> propose(Block block) {
        return node.receive(0, TestBlocks.proposal(SIZE, 0, block, Optional.empty()));
    }

    @Test
    void proposalIsValidatedAsFreshFromItsLeader() {
        assertThat(only(Effect.Validate.class, propose(X))).singleElement().satisfies(validate -> {
            assertThat(validate.fresh()).isTrue();
            assertThat(validate.leader()).contains(TestBlocks.key(0));
        });
    }

    @Test
    void blockIsDurableBeforePrepare() {
        propose(X);
        List<Effect> valid = node.judge(new Verdict.Valid());
        assertThat(only(Effect.Persist.class, valid))
                .singleElement()
                .satisfies(persist -> assertThat(persist.entries()).containsExactly(new Entry(0, X)));
        assertThat(votes(VoteKind.PREPARE, valid)).isEmpty();
        assertThat(votes(VoteKind.PREPARE, node.answer(Effect.Persist.class))).containsExactly(X.hash());
    }

    @Test
    void preparedIsDurableBeforeCommit() {
        propose(X);
        node.settle();
        node.ballot(0, VoteKind.PREPARE, 1, 0, X.hash());
        List<Effect> quorum = node.ballot(3, VoteKind.PREPARE, 1, 0, X.hash());
        assertThat(only(Effect.Persist.class, quorum)).singleElement().satisfies(persist -> {
            assertThat(persist.prepared().orElseThrow().blockHash()).isEqualTo(X.hash());
            assertThat(persist.prepared().orElseThrow().view()).isZero();
        });
        assertThat(votes(VoteKind.COMMIT, quorum)).isEmpty();
        assertThat(votes(VoteKind.COMMIT, node.answer(Effect.Persist.class))).containsExactly(X.hash());
    }

    @Test
    void nextProposalIsExecutedEarlyAndVotedForWhenTheOneBelowHasCommitted() {
        Block next = TestBlocks.block(X.hash(), 2, 2, 0);
        node.withPrepared(X);
        assertThat(only(Effect.Validate.class, propose(next)))
                .singleElement()
                .satisfies(validate -> assertThat(validate.leader()).contains(TestBlocks.key(0)));
        assertThat(only(Effect.Persist.class, node.judge(new Verdict.Valid()))).isEmpty();
        node.ballot(0, VoteKind.COMMIT, 1, 0, X.hash());
        List<Effect> committed = node.ballot(3, VoteKind.COMMIT, 1, 0, X.hash());
        assertThat(only(Effect.Committed.class, committed)).hasSize(1);
        assertThat(only(Effect.Validate.class, committed)).isEmpty();
        assertThat(votes(VoteKind.PREPARE, node.settle())).containsExactly(next.hash());
    }

    @Test
    void earlyProposalOnAnotherBlockThanThePreparedOneIsNotLookedAt() {
        node.withPrepared(X);
        assertThat(only(Effect.Validate.class, propose(TestBlocks.block(Y.hash(), 2, 2, 0))))
                .isEmpty();
    }

    @Test
    void earlyProposalIsNotVotedForIfAnotherBlockCommitsBelowIt() {
        node.withPrepared(X);
        propose(TestBlocks.block(X.hash(), 2, 2, 0));
        node.settle();
        Certificate other = TestBlocks.certificate(SIZE, 1, 1, Y.hash(), 0, 2, 3);
        List<Effect> shown = node.receive(2, new PbftMessage.Certified(other));
        node.receive(asked(PbftMessage.BlockWanted.class, shown), new PbftMessage.OneBlock(Y));
        List<Effect> effects = node.settle();
        assertThat(only(Effect.Committed.class, effects)).containsExactly(new Effect.Committed(1, Y.hash()));
        assertThat(votes(VoteKind.PREPARE, effects)).isEmpty();
        assertThat(only(Effect.EvidenceFound.class, effects)).isEmpty();
    }

    @Test
    void twoEarlyProposalsAreEvidenceOneMoreInAnotherViewIsNot() {
        Block next = TestBlocks.block(X.hash(), 2, 2, 0);
        node.withPrepared(X);
        propose(next);
        Block later = TestBlocks.block(X.hash(), 2, 3, 0);
        assertThat(only(
                        Effect.EvidenceFound.class,
                        node.receive(0, TestBlocks.proposal(SIZE, 4, later, Optional.empty()))))
                .isEmpty();
        assertThat(only(Effect.EvidenceFound.class, propose(TestBlocks.block(X.hash(), 2, 4, 0))))
                .hasSize(1);
    }

    @Test
    void prepareOfOneMemberCountsOnce() {
        propose(X);
        node.settle();
        node.ballot(0, VoteKind.PREPARE, 1, 0, X.hash());
        assertThat(only(Effect.Persist.class, node.ballot(0, VoteKind.PREPARE, 1, 0, X.hash())))
                .isEmpty();
    }

    @Test
    void quorumOfCommitsIsTheCertificate() {
        node.withPrepared(X);
        node.ballot(0, VoteKind.COMMIT, 1, 0, X.hash());
        List<Effect> effects = node.ballot(2, VoteKind.COMMIT, 1, 0, X.hash());
        assertThat(only(Effect.Committed.class, effects)).containsExactly(new Effect.Committed(1, X.hash()));
        Certificate certificate =
                only(Effect.CertificateFormed.class, effects).get(0).certificate();
        assertThat(certificate).isEqualTo(TestBlocks.certificate(SIZE, 1, 0, X.hash(), 0, 1, 2));
    }

    @Test
    void commitsThatOvertakeTheOwnDiskWaitForIt() {
        propose(X);
        node.judge(new Verdict.Valid());
        node.ballot(0, VoteKind.COMMIT, 1, 0, X.hash());
        node.ballot(2, VoteKind.COMMIT, 1, 0, X.hash());
        assertThat(only(Effect.Committed.class, node.ballot(3, VoteKind.COMMIT, 1, 0, X.hash())))
                .isEmpty();
        assertThat(only(Effect.Committed.class, node.answer(Effect.Persist.class)))
                .containsExactly(new Effect.Committed(1, X.hash()));
    }

    @Test
    void committedBlockThatIsNotTheNewestRecordIsWrittenAgain() {
        propose(Y);
        node.settle();
        node.receive(0, new PbftMessage.OneBlock(X));
        for (int from : new int[] {0, 2}) {
            node.ballot(from, VoteKind.COMMIT, 1, 0, X.hash());
        }
        List<Effect> quorum = node.ballot(3, VoteKind.COMMIT, 1, 0, X.hash());
        node.receive(asked(PbftMessage.BlockWanted.class, quorum), new PbftMessage.OneBlock(X));
        List<Effect> valid = node.judge(new Verdict.Valid());
        assertThat(only(Effect.Committed.class, valid)).isEmpty();
        assertThat(only(Effect.Persist.class, valid)).singleElement().satisfies(persist -> {
            assertThat(persist.entries()).containsExactly(new Entry(0, X));
            assertThat(persist.committedHeight()).isEqualTo(1);
        });
        assertThat(only(Effect.Committed.class, node.answer(Effect.Persist.class)))
                .containsExactly(new Effect.Committed(1, X.hash()));
    }

    @Test
    void secondProposalIsEvidenceAndNotLookedAt() {
        propose(X);
        List<Effect> effects = propose(Y);
        assertThat(only(Effect.Validate.class, effects)).isEmpty();
        Evidence.DoubleVote lie = (Evidence.DoubleVote)
                only(Effect.EvidenceFound.class, effects).get(0).evidence();
        assertThat(lie.member()).isEqualTo(TestBlocks.key(0));
        assertThat(lie.first().blockHash()).isEqualTo(X.hash());
        assertThat(lie.second().blockHash()).isEqualTo(Y.hash());
        assertThat(only(Effect.EvidenceFound.class, propose(Y))).isEmpty();
    }

    @Test
    void doublePrepareIsEvidence() {
        node.ballot(2, VoteKind.PREPARE, 1, 0, X.hash());
        assertThat(only(Effect.EvidenceFound.class, node.ballot(2, VoteKind.PREPARE, 1, 0, Y.hash())))
                .hasSize(1);
    }

    @Test
    void bodyOfAProposalIsTakenFromItsProposerOnly() {
        Certificate certificate = TestBlocks.certificate(SIZE, 1, 0, X.hash(), 0, 2, 3);
        Block next = TestBlocks.block(X.hash(), 2, 2, 0, Hash.ZERO, Optional.of(certificate));
        Block bare = new Block(next.header(), Optional.empty(), List.of());
        EngineFixture second = EngineFixture.afterBlock1(X);
        PbftMessage.PrePrepare stripped = TestBlocks.proposal(SIZE, 0, bare, Optional.empty());
        assertThat(only(Effect.Validate.class, second.receive(3, stripped))).isEmpty();
        second.receive(0, TestBlocks.proposal(SIZE, 0, next, Optional.empty()));
        assertThat(second.open(Effect.Validate.class).block()).isEqualTo(next);
    }

    @Test
    void invalidFreshProposalEndsTheView() {
        propose(X);
        List<Effect> effects = node.judge(new Verdict.Invalid(4, "time"));
        assertThat(only(Effect.Persist.class, effects))
                .singleElement()
                .satisfies(persist ->
                        assertThat(persist.hardState().orElseThrow().term()).isEqualTo(1));
    }

    @Test
    void divergedBlockIsNotVotedForAndStopsTheNodeIfItCommits() {
        propose(X);
        List<Effect> effects = node.judge(new Verdict.Diverged(3, "another root"));
        assertThat(only(Effect.Persist.class, effects)).isEmpty();
        assertThat(only(Effect.CastVote.class, effects)).isEmpty();
        for (int from : new int[] {0, 2, 3}) {
            node.ballot(from, VoteKind.COMMIT, 1, 0, X.hash());
        }
        assertThat(only(Effect.Halt.class, node.judge(new Verdict.Diverged(3, "another root"))))
                .singleElement()
                .satisfies(halt -> assertThat(halt.why()).contains("block 1", "transaction 3", "another root"));
    }

    @Test
    void notYetIsAskedAgain() {
        propose(X);
        assertThat(only(Effect.Validate.class, node.judge(new Verdict.NotYet(30_000))))
                .isEmpty();
        assertThat(only(Effect.Validate.class, node.after(30_000))).hasSize(1);
    }

    @Test
    void secondCertificateOfACommittedHeightStopsTheNodeWithBothAsEvidence() {
        EngineFixture late = EngineFixture.afterBlock1(X);
        List<Effect> effects =
                late.receive(2, new PbftMessage.Certified(TestBlocks.certificate(SIZE, 1, 3, Y.hash(), 0, 2, 3)));
        assertThat(only(Effect.EvidenceFound.class, effects))
                .singleElement()
                .satisfies(found -> assertThat(found.evidence()).isInstanceOf(Evidence.ConflictingCertificates.class));
        assertThat(only(Effect.Halt.class, effects)).hasSize(1);
    }

    @Test
    void farVotesAreDropped() {
        long far = Votes.VIEWS + 1;
        for (int from : new int[] {0, 2, 3}) {
            node.ballot(from, VoteKind.COMMIT, 1 + Votes.HEIGHTS, 0, X.hash());
            assertThat(to(2, node.ballot(from, VoteKind.COMMIT, 1, far, X.hash())))
                    .isEmpty();
        }
    }

    @Test
    void recoveringMemberVotesForNothingAndCommits() {
        EngineFixture learner = EngineFixture.recovering();
        learner.receive(0, TestBlocks.proposal(SIZE, 0, X, Optional.empty()));
        assertThat(only(Effect.CastVote.class, learner.settle())).isEmpty();
        learner.ballot(0, VoteKind.COMMIT, 1, 0, X.hash());
        learner.ballot(2, VoteKind.COMMIT, 1, 0, X.hash());
        List<Effect> effects = learner.ballot(3, VoteKind.COMMIT, 1, 0, X.hash());
        assertThat(only(Effect.Committed.class, effects)).hasSize(1);
    }
}
