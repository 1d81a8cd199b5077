package dev.quire.raft;

import static dev.quire.raft.EngineFixture.N1;
import static dev.quire.raft.EngineFixture.N2;
import static dev.quire.raft.EngineFixture.N3;
import static dev.quire.raft.EngineFixture.only;
import static dev.quire.raft.EngineFixture.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.EngineStart.TermRun;
import dev.quire.spi.consensus.EngineStatus.Role;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.HardState;
import dev.quire.spi.consensus.Input;
import dev.quire.spi.consensus.Verdict;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A member whose promises are lost learns, and promises nothing (ARCHITECTURE.md, section 5). */
class RecoveringTest {
    @Test
    void itDoesNotVote() {
        EngineFixture n1 = EngineFixture.recovering(3, 1);
        assertThat(to(N2, n1.receive(N2, new RaftMessage.PreVote(1, 1, 1)))).isEmpty();
        n1.receive(N2, new RaftMessage.RequestVote(2, 1, 1, false));
        assertThat(to(N2, n1.persistAll())).isEmpty();
    }

    @Test
    void itDoesNotCampaign() {
        EngineFixture n1 = EngineFixture.recovering(3, 1);
        for (int i = 0; i < 5; i++) {
            n1.timeOut();
        }
        assertThat(n1.status().role()).isEqualTo(Role.RECOVERING);
        assertThat(n1.status().term()).isEqualTo(1);
    }

    @Test
    void itLearnsAndSaysThatItsWordDoesNotCount() {
        EngineFixture n1 = EngineFixture.recovering(3, 1);
        List<Entry> entries = TestBlocks.chain(1);
        n1.judge(n1.receive(N2, new RaftMessage.Append(1, 0, 0, 1, 0, entries)), new Verdict.Valid());
        assertThat(to(N2, n1.persistAll())).contains(new RaftMessage.Accepted(1, 1, 1, 0, 0, true));
        assertThat(n1.status().committedHeight()).isEqualTo(1);
    }

    /** What it asked of its leader, as {@code leader} would get it. */
    private static long asked(List<Effect> effects) {
        return to(N2, effects).stream()
                .filter(RaftMessage.RecoverAsk.class::isInstance)
                .mapToLong(message -> ((RaftMessage.RecoverAsk) message).recovery())
                .findFirst()
                .orElseThrow();
    }

    /** Member 1 in term 2, in which member 2 leads and was told to make entry 1 for it. */
    private static EngineFixture toldToReachOne(List<Entry> entries) {
        EngineFixture n1 = EngineFixture.recovering(3, 1);
        n1.receive(N2, new RaftMessage.Append(2, 0, 0, 0, 0, List.of()));
        long recovery = asked(n1.persistAll());
        n1.receive(N2, new RaftMessage.RecoverUpTo(2, recovery, 1));
        n1.judge(n1.receive(N2, new RaftMessage.Append(2, 0, 0, 0, 0, entries)), new Verdict.Valid());
        n1.persistAll();
        return n1;
    }

    private static List<Effect> hearsOfCommit(EngineFixture n1) {
        return n1.receive(N2, new RaftMessage.Append(2, 1, 2, 1, 0, List.of()));
    }

    @Test
    void itAsksItsLeaderHowFarItMustGetUntilItIsTold() {
        EngineFixture n1 = EngineFixture.recovering(3, 1);
        RaftMessage heartbeat = new RaftMessage.Append(1, 0, 0, 0, 0, List.of());
        long recovery = asked(n1.receive(N2, heartbeat));
        assertThat(asked(n1.receive(N2, heartbeat))).isEqualTo(recovery).isPositive();
        n1.receive(N2, new RaftMessage.RecoverUpTo(1, recovery, 7));
        assertThat(to(N2, n1.receive(N2, heartbeat))).noneMatch(RaftMessage.RecoverAsk.class::isInstance);
    }

    @Test
    void onceThatIsCommittedAndDurableItSpendsTheVoteOfTheTermAndAsksForTheEnd() {
        EngineFixture n1 = toldToReachOne(TestBlocks.chain(2));
        List<Effect> effects = hearsOfCommit(n1);
        List<Effect> ending = effects.stream()
                .filter(e -> e instanceof Effect.Persist || e instanceof Effect.EndRecovery)
                .toList();
        assertThat(ending).hasSize(2);
        assertThat(((Effect.Persist) ending.get(0)).hardState()).contains(new HardState(2, Optional.of(N1)));
        assertThat(n1.status().role()).isEqualTo(Role.RECOVERING);
        Effect.EndRecovery end = (Effect.EndRecovery) ending.get(1);
        n1.persistAll();
        n1.step(new Input.RecoveryEnded(end.requestId(), List.of(new TermRun(1, 2))));
        assertThat(n1.status().role()).isEqualTo(Role.FOLLOWER);
        assertThat(to(N2, hearsOfCommit(n1))).containsExactly(new RaftMessage.Accepted(2, 1, 1, 0, 0, false));
        assertThat(to(N3, n1.receive(N3, new RaftMessage.RequestVote(2, 2, 1, true))))
                .containsExactly(new RaftMessage.VoteReply(2, false));
        n1.receive(N3, new RaftMessage.RequestVote(3, 2, 1, true));
        assertThat(to(N3, n1.persistAll())).containsExactly(new RaftMessage.VoteReply(3, true));
    }

    @Test
    void anEntryThatIsNotDurableHereEndsNothing() {
        EngineFixture n1 = EngineFixture.recovering(3, 1);
        long recovery = asked(n1.receive(N2, new RaftMessage.Append(1, 0, 0, 0, 0, List.of())));
        n1.receive(N2, new RaftMessage.RecoverUpTo(1, recovery, 1));
        List<Effect> received = n1.receive(N2, new RaftMessage.Append(1, 0, 0, 1, 0, TestBlocks.chain(1)));
        assertThat(only(Effect.EndRecovery.class, n1.judge(received, new Verdict.Valid())))
                .isEmpty();
        assertThat(only(Effect.EndRecovery.class, n1.persistAll())).hasSize(1);
    }

    @Test
    void whatAnEarlierLeaderNamedEndsNothingUnderALaterOne() {
        EngineFixture n1 = toldToReachOne(TestBlocks.chain(2));
        assertThat(only(Effect.EndRecovery.class, n1.receive(N3, new RaftMessage.Append(3, 1, 2, 1, 0, List.of()))))
                .isEmpty();
    }

    @Test
    void theAnswerToAnotherRecoveryOfItsOwnEndsNothing() {
        EngineFixture n1 = EngineFixture.recovering(3, 1);
        long recovery = asked(n1.receive(N2, new RaftMessage.Append(1, 0, 0, 0, 0, List.of())));
        n1.receive(N2, new RaftMessage.RecoverUpTo(1, recovery + 1, 1));
        n1.judge(n1.receive(N2, new RaftMessage.Append(1, 0, 0, 1, 0, TestBlocks.chain(1))), new Verdict.Valid());
        assertThat(only(Effect.EndRecovery.class, n1.persistAll())).isEmpty();
    }

    @Test
    void itLearnsOnEvenIfItsJournalHasLostTheTermsOfWhatWasCommitted() {
        EngineFixture n1 = EngineFixture.recoveringFrom(3, 5, 2, 1, 1);
        List<Entry> chain = TestBlocks.chain(1, 1, 5);
        List<Effect> received = n1.receive(N2, new RaftMessage.Append(5, 2, 4, 2, 0, chain.subList(2, 3)));
        assertThat(only(Effect.Validate.class, received)).hasSize(1);
        received = n1.receive(
                N2,
                new RaftMessage.Append(
                        5,
                        0,
                        0,
                        2,
                        0,
                        List.of(
                                new Entry(3, chain.get(0).block()),
                                new Entry(4, chain.get(1).block()))));
        assertThat(only(Effect.Validate.class, received)).isEmpty();
    }

    @Test
    void leaderMakesOneEmptyBlockForARecoveryAndNamesIt() {
        EngineFixture n1 = EngineFixture.follower(3, 1).elected();
        n1.buildNext();
        n1.persistAll();
        n1.receive(N2, new RaftMessage.Accepted(2, 1, 1, 0, 0, false));
        List<Effect> effects = n1.receive(N3, new RaftMessage.RecoverAsk(2, 77));
        assertThat(to(N3, effects)).contains(new RaftMessage.RecoverUpTo(2, 77, 2));
        assertThat(only(Effect.Build.class, effects)).hasSize(1).allMatch(Effect.Build::allowEmpty);
        n1.buildNext();
        n1.persistAll();
        assertThat(n1.receive(N3, new RaftMessage.RecoverAsk(2, 77)))
                .as("asked again, it repeats itself and makes no other block")
                .containsExactly(new Effect.Send(N3, new RaftMessage.RecoverUpTo(2, 77, 2)));
        assertThat(to(N3, n1.receive(N3, new RaftMessage.RecoverAsk(2, 78))))
                .as("another recovery needs another block")
                .contains(new RaftMessage.RecoverUpTo(2, 78, 3));
    }

    @Test
    void leaderForgetsWhatARecoveringMemberHadAcknowledged() {
        EngineFixture n1 = EngineFixture.follower(3, 1).elected();
        n1.buildNext();
        n1.receive(N3, new RaftMessage.Accepted(2, 1, 1, 0, 0, false));
        n1.receive(N3, new RaftMessage.RecoverAsk(2, 77));
        assertThat(only(Effect.Committed.class, n1.persistAll())).isEmpty();
        assertThat(only(Effect.Committed.class, n1.receive(N2, new RaftMessage.Accepted(2, 1, 1, 0, 0, false))))
                .hasSize(1);
    }

    @Test
    void leaderStepsBackForAMemberThatLosesItsDiskAgainWhileItRecovers() {
        EngineFixture n1 = EngineFixture.follower(3, 1, 1).elected();
        n1.buildNext();
        n1.persistAll();
        n1.receive(N3, new RaftMessage.RecoverAsk(2, 77));
        n1.receive(N3, new RaftMessage.Accepted(2, 1, 2, 0, 0, true));
        n1.receive(N3, new RaftMessage.RecoverAsk(2, 78));
        assertThat(to(N3, n1.receive(N3, new RaftMessage.Rejected(2, 2, 0, 1, 0, 0, true))))
                .singleElement()
                .isInstanceOfSatisfying(
                        RaftMessage.Append.class,
                        probe -> assertThat(probe.prevHeight()).isZero());
    }

    @Test
    void itDoesNotSeal() {
        EngineFixture n1 = EngineFixture.recovering(3, 1, 1);
        n1.receive(N2, new RaftMessage.Append(1, 1, 1, 1, 0, List.of()));
        n1.step(new Input.AppliedUpTo(1));
        assertThat(n1.receive(
                        N2,
                        new RaftMessage.SealRequest(
                                1, 1, TestBlocks.chain(1).get(0).block().hash())))
                .noneMatch(effect -> effect instanceof Effect.CastVote);
    }
}
