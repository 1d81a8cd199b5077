package dev.quire.pbft;

import static dev.quire.pbft.EngineFixture.SIZE;
import static dev.quire.pbft.EngineFixture.asked;
import static dev.quire.pbft.EngineFixture.only;
import static dev.quire.pbft.EngineFixture.to;
import static dev.quire.pbft.EngineFixture.votes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.Block;
import dev.quire.block.Certificate;
import dev.quire.block.VoteKind;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.EngineStart.PreparedBlock;
import dev.quire.spi.consensus.EngineStatus.Role;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.Input;
import dev.quire.spi.consensus.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How views end and begin, and what they must propose (spec, sections 4 and 5). */
class ViewChangeTest {
    private static final Block X = TestBlocks.block(TestBlocks.GENESIS, 1, 1, 0);
    private static final Block Y = TestBlocks.block(TestBlocks.GENESIS, 1, 2, 2);

    private static ViewChange change(int member, long view) {
        return TestBlocks.viewChange(SIZE, member, view, Optional.empty(), Optional.empty());
    }

    private static ViewChange changeWithX(int member, long view) {
        return TestBlocks.viewChange(
                SIZE, member, view, Optional.empty(), Optional.of(TestBlocks.prepared(SIZE, 1, 0, X.hash(), 0, 1, 2)));
    }

    private static NewView newView(long view, ViewChange... changes) {
        return new NewView(view, List.of(changes));
    }

    private static Optional<Long> askedView(List<Effect> effects) {
        return only(Effect.Persist.class, effects).stream()
                .flatMap(persist -> persist.hardState().stream())
                .map(state -> state.term())
                .findFirst();
    }

    @Test
    void overdueWorkEndsTheViewAfterItsTime() {
        EngineFixture node = EngineFixture.fresh();
        node.step(new Input.WorkWaiting(true));
        assertThat(askedView(node.after(900_000))).isEmpty();
        assertThat(askedView(node.after(400_000))).contains(1L);
    }

    @Test
    void workThatIsPassedOverEndsTheViewAtOnce() {
        EngineFixture node = EngineFixture.fresh();
        assertThat(askedView(node.step(new Input.WorkPassedOver()))).contains(1L);
        assertThat(askedView(node.step(new Input.WorkPassedOver())))
                .as("the next view has not begun")
                .isEmpty();
    }

    @Test
    void whoIsFarBehindDoesNotHoldWhatItMissesAgainstTheLeader() {
        EngineFixture node = EngineFixture.fresh();
        Block far = TestBlocks.block(X.hash(), 9, 1, 0);
        node.receive(2, new PbftMessage.Certified(TestBlocks.certificate(SIZE, 9, 0, far.hash(), 0, 2, 3)));
        assertThat(askedView(node.step(new Input.WorkPassedOver()))).isEmpty();
    }

    @Test
    void overdueWorkIsHeldAgainstOneLeaderOnlyUntilItIsSaidAgain() {
        EngineFixture node = EngineFixture.fresh();
        node.step(new Input.WorkWaiting(true));
        assertThat(askedView(node.after(2_000_000))).contains(1L);
        node.settle();
        node.receive(0, newView(1, change(0, 1), change(2, 1), change(3, 1)));
        assertThat(IntStream.range(0, 50).mapToObj(i -> askedView(node.after(10_000_000))))
                .allMatch(Optional::isEmpty);
        node.step(new Input.WorkWaiting(true));
        assertThat(askedView(node.after(10_000_000))).contains(2L);
    }

    @Test
    void ofTwoPreparedBlocksThatOfTheHigherViewIsProposedAgain() {
        Optional<PreparedCertificate> earlier = Optional.of(TestBlocks.prepared(SIZE, 1, 0, X.hash(), 0, 1, 2));
        Optional<PreparedCertificate> later = Optional.of(TestBlocks.prepared(SIZE, 1, 1, Y.hash(), 0, 2, 3));
        for (int first : new int[] {0, 2}) {
            ViewChange withX = TestBlocks.viewChange(SIZE, first, 2, Optional.empty(), earlier);
            ViewChange withY = TestBlocks.viewChange(SIZE, 2 - first, 2, Optional.empty(), later);
            NewView two = first == 0 ? newView(2, withX, withY, change(3, 2)) : newView(2, withY, withX, change(3, 2));
            assertThat(new Rules().forced(two)).contains(Y.hash());
        }
    }

    /** A quorum's COMMITs were heard here alone, and the block was lost; then the others went on without this member. */
    @Test
    void whatAQuorumCommitsIsCommittedHoweverManyViewsItsBlockIsWaitedFor() {
        EngineFixture node = EngineFixture.fresh();
        for (int member : new int[] {0, 2, 3}) {
            node.ballot(member, VoteKind.COMMIT, 1, 0, X.hash());
        }
        node.receive(0, newView(20, changeWithX(0, 20), changeWithX(2, 20), changeWithX(3, 20)));
        List<Effect> rest = node.receive(0, TestBlocks.proposal(SIZE, 20, X, Optional.empty()));
        assertThat(only(Effect.Validate.class, rest)).isNotEmpty();
        assertThat(only(Effect.Committed.class, node.settle())).containsExactly(new Effect.Committed(1, X.hash()));
    }

    @Test
    void blockThatWasVotedForIsKeptForOthersHoweverManyViewsPass() {
        EngineFixture node = EngineFixture.fresh();
        node.receive(0, TestBlocks.proposal(SIZE, 0, X, Optional.empty()));
        node.settle();
        node.receive(
                2, TestBlocks.proposal(SIZE, 2, Y, Optional.of(newView(2, change(0, 2), change(2, 2), change(3, 2)))));
        assertThat(votes(VoteKind.PREPARE, node.settle())).containsExactly(Y.hash());
        node.receive(0, newView(20, change(0, 20), change(2, 20), changeWithX(3, 20)));
        node.settle();
        node.receive(0, new PbftMessage.BlockWanted(1, X.hash()));
        assertThat(to(0, node.settle())).contains(new PbftMessage.OneBlock(X));
    }

    @Test
    void blockThatWasVotedForBeforeARestartIsKeptForOthers() {
        EngineFixture node = EngineFixture.restarted(2, List.of(new Entry(2, Y)), Optional.empty())
                .withWritten(X);
        node.receive(0, newView(20, change(0, 20), change(2, 20), changeWithX(3, 20)));
        node.settle();
        node.receive(0, new PbftMessage.BlockWanted(1, X.hash()));
        assertThat(node.receive(0, new PbftMessage.BlockWanted(1, X.hash())))
                .as("one search at a time")
                .isEmpty();
        assertThat(to(0, node.settle())).containsOnlyOnce(new PbftMessage.OneBlock(X));
    }

    @Test
    void whoAsksForSuchABlockAgainAndAgainHasTheJournalReadSeldom() {
        EngineFixture node = EngineFixture.restarted(2, List.of(new Entry(2, Y)), Optional.empty())
                .withWritten(X);
        PbftMessage wanted = new PbftMessage.BlockWanted(1, X.hash());
        for (int peer : new int[] {0, 3}) {
            assertThat(only(Effect.FindBlock.class, node.receive(peer, wanted))).hasSize(1);
            node.answer(Effect.FindBlock.class);
            assertThat(only(Effect.FindBlock.class, node.receive(peer, wanted))).isEmpty();
        }
        node.after(100_000);
        assertThat(only(Effect.FindBlock.class, node.receive(0, wanted))).hasSize(1);
    }

    @Test
    void blockThatTheLeaderVotedForBeforeItsRestartIsFoundInItsJournal() {
        EngineFixture node = EngineFixture.restarted(2, List.of(new Entry(2, Y)), Optional.empty())
                .withWritten(X);
        node.receive(0, change(0, 5));
        node.receive(3, changeWithX(3, 5));
        assertThat(votes(VoteKind.PROPOSE, node.settle())).containsExactly(X.hash());
    }

    @Test
    void withoutWorkNoViewEnds() {
        EngineFixture node = EngineFixture.fresh();
        assertThat(IntStream.range(0, 100).mapToObj(i -> askedView(node.after(1_000_000))))
                .allMatch(Optional::isEmpty);
    }

    @Test
    void viewChangeIsSaidOnceTheViewIsDurableAndCarriesWhatIsPrepared() {
        EngineFixture node = EngineFixture.fresh().withPrepared(X);
        List<Effect> left = node.after(2_000_000);
        assertThat(askedView(left)).contains(1L);
        assertThat(votes(VoteKind.VIEW_CHANGE, left)).isEmpty();
        assertThat(votes(VoteKind.VIEW_CHANGE, node.answer(Effect.Persist.class)))
                .hasSize(1);
        assertThat(to(2, node.answer(Effect.CastVote.class)))
                .filteredOn(ViewChange.class::isInstance)
                .singleElement()
                .satisfies(message -> assertThat(
                                ((ViewChange) message).prepared().orElseThrow().blockHash())
                        .isEqualTo(X.hash()));
    }

    @Test
    void nothingIsSignedInAViewThatIsLeft() {
        EngineFixture node = EngineFixture.fresh();
        node.step(new Input.TransferAsked(TestBlocks.key(2)));
        node.receive(0, change(0, 1));
        node.receive(0, TestBlocks.proposal(SIZE, 0, X, Optional.empty()));
        assertThat(votes(VoteKind.PREPARE, node.settle())).isEmpty();
    }

    @Test
    void committedIsWhateverAQuorumCommitsEvenInAViewThatIsLeft() {
        EngineFixture node = EngineFixture.fresh().withPrepared(X);
        node.receive(0, change(0, 1));
        node.settle();
        node.ballot(0, VoteKind.COMMIT, 1, 0, X.hash());
        assertThat(only(Effect.Committed.class, node.ballot(3, VoteKind.COMMIT, 1, 0, X.hash())))
                .hasSize(1);
    }

    @Test
    void resigningLeaderIsFollowedAtOnceAnybodyElseIsNot() {
        EngineFixture node = EngineFixture.fresh();
        assertThat(askedView(node.receive(2, change(2, 1)))).isEmpty();
        assertThat(askedView(node.receive(0, change(0, 1)))).contains(1L);
    }

    @Test
    void jumpsToTheHighestViewThatAnHonestMemberHasReached() {
        EngineFixture node = EngineFixture.fresh();
        assertThat(askedView(node.receive(2, change(2, 10_000)))).isEmpty();
        assertThat(askedView(node.receive(3, change(3, 7)))).contains(7L);
    }

    @Test
    void onlyTheNewestViewChangeOfAMemberCounts() {
        EngineFixture node = EngineFixture.fresh();
        node.receive(2, change(2, 5));
        assertThat(askedView(node.receive(2, change(2, 9)))).isEmpty();
    }

    @Test
    void leaderBeginsTheViewWithAQuorumAndProposesWhatWasPrepared() {
        EngineFixture node = EngineFixture.fresh().withPrepared(X);
        node.receive(0, change(0, 1));
        node.settle();
        node.receive(2, change(2, 1));
        List<Effect> effects = node.settle();
        assertThat(votes(VoteKind.PROPOSE, effects)).isEmpty();
        assertThat(node.status().role()).isEqualTo(Role.LEADER);
        assertThat(node.status().term()).isEqualTo(1);
    }

    @Test
    void forcedBlockIsProposedByteForByteWithItsJustification() {
        EngineFixture node = EngineFixture.fresh().withPrepared(X);
        node.receive(0, change(0, 1));
        node.settle();
        List<Effect> quorum = node.receive(2, change(2, 1));
        assertThat(votes(VoteKind.PROPOSE, quorum)).containsExactly(X.hash());
        assertThat(to(3, node.answer(Effect.CastVote.class)))
                .filteredOn(PbftMessage.PrePrepare.class::isInstance)
                .singleElement()
                .satisfies(message -> {
                    PbftMessage.PrePrepare proposal = (PbftMessage.PrePrepare) message;
                    assertThat(proposal.block()).isEqualTo(X);
                    assertThat(proposal.newView().orElseThrow().changes()).hasSize(3);
                });
    }

    @Test
    void forcedBlockIsProposedWithTheBodyThatThisLeaderFoundValid() {
        Certificate certificate = TestBlocks.certificate(SIZE, 1, 0, X.hash(), 0, 2, 3);
        Block next = TestBlocks.block(X.hash(), 2, 2, 0, Hash.ZERO, Optional.of(certificate));
        EngineFixture node = EngineFixture.afterBlock1(X);
        node.receive(0, TestBlocks.viewChange(SIZE, 0, 1, Optional.of(certificate), Optional.empty()));
        node.settle();
        var prepared = Optional.of(TestBlocks.prepared(SIZE, 2, 0, next.hash(), 0, 2, 3));
        List<Effect> begun = node.receive(2, TestBlocks.viewChange(SIZE, 2, 1, Optional.of(certificate), prepared));
        Block bare = new Block(next.header(), Optional.empty(), List.of());
        node.receive(asked(PbftMessage.BlockWanted.class, begun), new PbftMessage.OneBlock(bare));
        List<Effect> refused = node.judge(new Verdict.Invalid(13, "the certificate is missing"));
        assertThat(votes(VoteKind.PROPOSE, refused)).isEmpty();
        node.receive(asked(PbftMessage.BlockWanted.class, refused), new PbftMessage.OneBlock(next));
        assertThat(votes(VoteKind.PROPOSE, node.judge(new Verdict.Valid()))).containsExactly(next.hash());
    }

    @Test
    void forcedBlockIsNotJudgedByTheClockAndNoOtherIsTaken() {
        EngineFixture node = EngineFixture.fresh();
        NewView two = newView(2, change(0, 2), changeWithX(2, 2), change(3, 2));
        node.receive(2, TestBlocks.proposal(SIZE, 2, Y, Optional.of(two)));
        assertThat(only(Effect.Validate.class, node.answer(Effect.Persist.class)))
                .isEmpty();
        EngineFixture second = EngineFixture.fresh();
        second.receive(2, TestBlocks.proposal(SIZE, 2, X, Optional.of(two)));
        assertThat(only(Effect.Validate.class, second.answer(Effect.Persist.class)))
                .singleElement()
                .satisfies(validate -> {
                    assertThat(validate.fresh()).isFalse();
                    assertThat(validate.leader()).isEmpty();
                });
    }

    @Test
    void newViewOfTooFewBeginsNothing() {
        EngineFixture node = EngineFixture.fresh();
        assertThat(askedView(node.receive(2, newView(2, change(0, 2), change(2, 2)))))
                .isEmpty();
        assertThat(askedView(node.receive(2, newView(2, change(0, 2), change(2, 2), change(3, 2)))))
                .contains(2L);
    }

    @Test
    void proposalOfAViewThatHasNotBegunWaits() {
        EngineFixture node = EngineFixture.fresh();
        assertThat(only(Effect.Validate.class, node.receive(2, TestBlocks.proposal(SIZE, 2, Y, Optional.empty()))))
                .isEmpty();
        node.receive(3, newView(2, change(0, 2), change(2, 2), change(3, 2)));
        assertThat(only(Effect.Validate.class, node.answer(Effect.Persist.class)))
                .hasSize(1);
    }

    private static PbftMessage.Progress progress(long view, boolean active) {
        return new PbftMessage.Progress(view, active, 0, 0, false, Optional.empty());
    }

    @Test
    void leaderJoinsAMemberThatHasStoodAloneInTheNextViewForAWhile() {
        EngineFixture node = EngineFixture.fresh();
        node.receive(0, newView(1, change(0, 1), change(2, 1), change(3, 1)));
        node.settle();
        assertThat(node.status().role()).isEqualTo(Role.LEADER);
        assertThat(askedView(node.receive(3, progress(2, false)))).isEmpty();
        node.after(9_000_000);
        assertThat(askedView(node.receive(3, progress(2, false)))).isEmpty();
        node.after(1_000_000);
        assertThat(askedView(node.receive(2, progress(2, false))))
                .as("for another")
                .isEmpty();
        assertThat(askedView(node.receive(3, progress(2, false)))).contains(2L);
    }

    @Test
    void restartedLeaderResignsAsSoonAsAQuorumIsInItsView() {
        EngineFixture node = EngineFixture.restarted(1, List.of(), Optional.empty());
        assertThat(askedView(node.step(new Input.Tick()))).isEmpty();
        assertThat(askedView(node.receive(0, progress(1, true)))).isEmpty();
        assertThat(askedView(node.receive(2, progress(1, true)))).contains(2L);
    }

    @Test
    void restartedLeaderResignsAsSoonAsItsViewIsShown() {
        EngineFixture node = EngineFixture.restarted(1, List.of(), Optional.empty());
        assertThat(askedView(node.receive(0, newView(1, change(0, 1), change(2, 1), change(3, 1)))))
                .contains(2L);
    }

    @Test
    void restartedMemberAloneInItsViewAsksForNoOther() {
        EngineFixture node = EngineFixture.restarted(2, List.of(), Optional.empty());
        node.receive(0, progress(1, true));
        node.receive(3, progress(2, true));
        assertThat(IntStream.range(0, 50).mapToObj(i -> askedView(node.after(10_000_000))))
                .allMatch(Optional::isEmpty);
        node.receive(0, change(0, 2));
        assertThat(askedView(node.after(2_000_000))).contains(3L);
    }

    @Test
    void whereAQuorumWaitsToBeShownAViewItIsSoonLeft() {
        EngineFixture node = EngineFixture.restarted(2, List.of(), Optional.empty());
        node.receive(0, progress(2, false));
        node.receive(3, progress(2, true));
        assertThat(askedView(node.after(300_000))).isEmpty();
        node.receive(3, progress(2, false));
        assertThat(askedView(node.after(300_000))).contains(3L);
    }

    @Test
    void whatIsNotDurableIsNotTold() {
        EngineFixture node = EngineFixture.fresh();
        node.receive(0, change(0, 1));
        assertThat(to(2, node.step(new Input.PeerConnected(TestBlocks.key(2))))).contains(progress(0, false));
        node.answer(Effect.Persist.class);
        assertThat(to(2, node.step(new Input.PeerConnected(TestBlocks.key(2))))).contains(progress(1, false));
    }

    @Test
    void viewWhoseLeaderRecoversIsLeftAtOnce() {
        EngineFixture node = EngineFixture.fresh();
        PbftMessage.Progress lost =
                new PbftMessage.Progress(0, true, 0, 0, false, Optional.of(PbftMessage.Progress.Recovery.UNKNOWN));
        assertThat(askedView(node.receive(2, lost))).isEmpty();
        assertThat(askedView(node.receive(0, lost))).contains(1L);
    }

    @Test
    void leaderWhoseProposalTheGuardRefusesResigns() {
        EngineFixture node = EngineFixture.fresh().withPrepared(X);
        node.receive(0, change(0, 1));
        node.settle();
        node.receive(2, change(2, 1));
        assertThat(askedView(node.refuse())).contains(2L);
    }

    @Test
    void restartedMemberTakesNoOtherBlockInItsView() {
        NewView two = newView(2, change(0, 2), change(2, 2), change(3, 2));
        EngineFixture node = EngineFixture.restarted(2, List.of(new Entry(2, X)), Optional.empty());
        List<Effect> shown = node.receive(2, TestBlocks.proposal(SIZE, 2, Y, Optional.of(two)));
        assertThat(votes(VoteKind.PREPARE, shown)).containsExactly(X.hash());
        assertThat(only(Effect.Validate.class, shown)).isEmpty();
    }

    @Test
    void restartedMemberStillCarriesWhatItPrepared() {
        PreparedBlock prepared = new PreparedBlock(
                TestBlocks.prepared(SIZE, 1, 0, X.hash(), 0, 1, 2).record(), X);
        EngineFixture node = EngineFixture.restarted(0, List.of(new Entry(0, X)), Optional.of(prepared));
        node.receive(0, change(0, 1));
        node.answer(Effect.Persist.class);
        assertThat(to(0, node.settle()))
                .filteredOn(ViewChange.class::isInstance)
                .singleElement()
                .satisfies(
                        message -> assertThat(((ViewChange) message).prepared()).isPresent());
    }

    @Test
    void aloneInAViewTheClockStandsStill() {
        EngineFixture node = EngineFixture.fresh();
        node.step(new Input.WorkWaiting(true));
        node.after(2_000_000);
        node.settle();
        assertThat(IntStream.range(0, 50).mapToObj(i -> askedView(node.after(10_000_000))))
                .allMatch(Optional::isEmpty);
    }
}
