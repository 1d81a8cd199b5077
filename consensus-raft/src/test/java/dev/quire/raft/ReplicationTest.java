package dev.quire.raft;

import static dev.quire.raft.EngineFixture.N2;
import static dev.quire.raft.EngineFixture.N3;
import static dev.quire.raft.EngineFixture.only;
import static dev.quire.raft.EngineFixture.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.spi.consensus.BrokenInvariantException;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.Input;
import dev.quire.spi.consensus.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Raft paper, section 5.3, with validation before the append. */
class ReplicationTest {
    private static final Verdict VALID = new Verdict.Valid();

    @Test
    void followerValidatesThenAppendsThenAcknowledges() {
        EngineFixture n1 = EngineFixture.follower(3, 2);
        Entry entry = TestBlocks.chain(2).get(0);
        List<Effect> received = n1.receive(N2, new RaftMessage.Append(2, 0, 0, 0, 7, List.of(entry)));
        assertThat(received)
                .containsExactly(
                        new Effect.Validate(1, entry.block(), true, Optional.of(N2)),
                        new Effect.Send(N2, new RaftMessage.Accepted(2, 0, 0, 7, 0, false)),
                        new Effect.StatusChanged(n1.status()));
        assertThat(n1.judge(received, VALID))
                .containsExactly(new Effect.Persist(2, Optional.empty(), List.of(entry), 0));
        assertThat(n1.persistAll())
                .containsExactly(new Effect.Send(N2, new RaftMessage.Accepted(2, 1, 1, 7, 0, false)));
    }

    @Test
    void entryOfAnOlderTermOrAlreadyCommittedIsNotJudgedByTheClock() {
        EngineFixture n1 = EngineFixture.follower(3, 2);
        List<Entry> entries = TestBlocks.chain(1, 2, 2);
        List<Effect> received = n1.receive(N2, new RaftMessage.Append(2, 0, 0, 2, 0, entries));
        assertThat(only(Effect.Validate.class, received))
                .extracting(Effect.Validate::fresh)
                .containsExactly(false, false, true);
    }

    @Test
    void theSameEntriesAgainAreNotValidatedAgain() {
        EngineFixture n1 = EngineFixture.follower(3, 2);
        RaftMessage append = new RaftMessage.Append(2, 0, 0, 0, 0, TestBlocks.chain(2, 2));
        List<Effect> first = n1.receive(N2, append);
        assertThat(only(Effect.Validate.class, n1.receive(N2, append))).isEmpty();
        n1.judge(first, VALID);
        assertThat(only(Effect.Validate.class, n1.receive(N2, append))).isEmpty();
        n1.persistAll();
        assertThat(to(N2, n1.receive(N2, append))).containsExactly(new RaftMessage.Accepted(2, 0, 2, 0, 0, false));
    }

    @Test
    void conflictingEndIsReplacedOnlyByWhatIsValid() {
        EngineFixture n1 = EngineFixture.follower(3, 3, 1, 1, 2);
        List<Entry> leaders = TestBlocks.chain(1, 1, 3);
        List<Effect> received = n1.receive(N2, new RaftMessage.Append(3, 2, 1, 0, 0, leaders.subList(2, 3)));
        assertThat(to(N2, received)).containsExactly(new RaftMessage.Accepted(3, 2, 2, 0, 0, false));
        assertThat(n1.judge(received, VALID))
                .containsExactly(new Effect.Persist(2, Optional.empty(), leaders.subList(2, 3), 0));
    }

    @Test
    void replacedEntryDoesNotCountAsDurableWhenItsPersistIsReportedLate() {
        EngineFixture n1 = EngineFixture.follower(3, 2);
        n1.judge(n1.receive(N2, new RaftMessage.Append(2, 0, 0, 0, 0, TestBlocks.chain(2))), VALID);
        Entry other = new Entry(3, TestBlocks.block(TestBlocks.GENESIS, 1, 99, N3));
        List<Effect> received = n1.receive(N3, new RaftMessage.Append(3, 0, 0, 0, 0, List.of(other)));
        n1.judge(received, VALID);
        // The first persist (2) had the entry of term 2; (3) the new term; the entry of term 3 is still under way.
        assertThat(to(N3, n1.step(new Input.Persisted(2)))).isEmpty();
        assertThat(to(N3, n1.persistAll())).contains(new RaftMessage.Accepted(3, 1, 1, 0, 0, false));
    }

    @Test
    void gapIsRejectedWithTheEndOfTheLog() {
        EngineFixture n1 = EngineFixture.follower(3, 2, 1, 1);
        assertThat(to(N2, n1.receive(N2, new RaftMessage.Append(2, 5, 2, 0, 3, List.of()))))
                .containsExactly(new RaftMessage.Rejected(2, 5, 0, 3, 3, 0, false));
    }

    @Test
    void conflictIsRejectedWithTheWholeTerm() {
        EngineFixture n1 = EngineFixture.follower(3, 5, 1, 2, 2, 2);
        assertThat(to(N2, n1.receive(N2, new RaftMessage.Append(5, 4, 4, 0, 0, List.of()))))
                .containsExactly(new RaftMessage.Rejected(5, 4, 2, 2, 0, 0, false));
    }

    @Test
    void leaderThatContradictsACommittedEntryStopsTheNode() {
        EngineFixture n1 = EngineFixture.followerWithCommitted(3, 2, 2, 1, 2);
        assertThatThrownBy(() -> n1.receive(N2, new RaftMessage.Append(3, 2, 3, 0, 0, List.of())))
                .isInstanceOf(BrokenInvariantException.class)
                .hasMessageContaining("height 2");
    }

    @Test
    void leadersDiskAndFollowersWorkAtTheSameTime() {
        EngineFixture n1 = EngineFixture.follower(3, 0).elected();
        n1.receive(N2, new RaftMessage.Accepted(1, 0, 0, 0, 0, false));
        List<Effect> effects = n1.buildNext();
        assertThat(effects)
                .containsExactly(
                        new Effect.Persist(3, Optional.empty(), List.of(n1.newest()), 0),
                        new Effect.Send(N2, new RaftMessage.Append(1, 0, 0, 0, 0, List.of(n1.newest()))));
    }

    @Test
    void windowOfAFollowerIsBoundedInBlocks() {
        RaftConfig config =
                new RaftConfig(300_000, 600_000, 75_000, 1 << 20, 1, 1 << 20, 3, 64, 64, 1 << 20, 300_000, 8);
        EngineFixture n1 = EngineFixture.withConfig(config, 3, 1, 1, 1, 1, 1, 1).elected();
        List<Effect> effects = n1.receive(N2, new RaftMessage.Rejected(2, 5, 0, 1, 0, 0, false));
        assertThat(to(N2, effects)).containsExactly(new RaftMessage.Append(2, 0, 0, 0, 0, List.of()));
        assertThat(to(N2, n1.receive(N2, new RaftMessage.Accepted(2, 0, 0, 0, 0, false))))
                .hasSize(3);
        assertThat(to(N2, n1.receive(N2, new RaftMessage.Accepted(2, 1, 1, 0, 0, false))))
                .hasSize(1);
    }

    @Test
    void windowOfAFollowerIsBoundedInBytes() {
        long mostBytes = 1_000;
        RaftConfig config =
                new RaftConfig(300_000, 600_000, 75_000, 1 << 20, 1, mostBytes, 64, 64, 64, 1 << 20, 300_000, 8);
        EngineFixture n1 =
                EngineFixture.withConfig(config, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1).elected();
        n1.receive(N2, new RaftMessage.Rejected(2, 8, 0, 1, 0, 0, false));
        List<RaftMessage> sent = to(N2, n1.receive(N2, new RaftMessage.Accepted(2, 0, 0, 0, 0, false)));
        assertThat(sent).hasSizeBetween(2, 7);
        long bytesBeforeTheLast = sent.subList(0, sent.size() - 1).stream()
                .flatMap(message -> ((RaftMessage.Append) message).entries().stream())
                .mapToLong(RaftLog::size)
                .sum();
        assertThat(bytesBeforeTheLast).isLessThan(mostBytes);
    }

    @Test
    void laggingFollowerIsServedFromTheJournal() {
        EngineFixture n1 =
                EngineFixture.followerWithCommitted(3, 1, 4, 1, 1, 1, 1, 1).elected();
        n1.receive(N2, new RaftMessage.Rejected(2, 5, 0, 2, 0, 0, false));
        List<Effect> effects = n1.receive(N2, new RaftMessage.Accepted(2, 1, 1, 0, 0, false));
        List<Effect.LoadBlocks> loads = only(Effect.LoadBlocks.class, effects);
        assertThat(loads).hasSize(1);
        assertThat(loads.get(0).fromHeight()).isEqualTo(2);
        assertThat(loads.get(0).toHeight()).isEqualTo(4);
        List<Entry> chain = TestBlocks.chain(1, 1, 1, 1, 1);
        assertThat(to(
                        N2,
                        n1.step(new Input.BlocksLoaded(
                                loads.get(0).requestId(), chain.subList(1, 4), Optional.empty()))))
                .containsExactly(
                        new RaftMessage.Append(2, 1, 1, 4, 0, chain.subList(1, 4)),
                        new RaftMessage.Append(2, 4, 1, 4, 0, chain.subList(4, 5)));
    }

    @Test
    void aFollowerBelowTheJournalIsToldThatItsBlocksAreGone() {
        EngineFixture n1 =
                EngineFixture.followerWithCommitted(3, 1, 4, 1, 1, 1, 1, 1).elected();
        n1.receive(N2, new RaftMessage.Rejected(2, 5, 0, 2, 0, 0, false));
        List<Effect> effects = n1.receive(N2, new RaftMessage.Accepted(2, 1, 1, 0, 0, false));
        long requestId = only(Effect.LoadBlocks.class, effects).get(0).requestId();
        assertThat(n1.step(new Input.BlocksLoaded(requestId, List.of(), Optional.empty())))
                .containsExactly(new Effect.BlocksGone(N2, 2));
    }

    /** Raft paper, figure 7: what the leader of term 8 finds; the number of questions grows with terms, not entries. */
    @Test
    void figure7_everyFollowerEndsWithTheLeadersLog() {
        long[][] followers = {
            {1, 1, 1, 4, 4, 5, 5, 6, 6},
            {1, 1, 1, 4},
            {1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6},
            {1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7},
            {1, 1, 1, 4, 4, 4, 4},
            {1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3},
        };
        for (long[] log : followers) {
            EngineFixture leader =
                    EngineFixture.follower(7, 7, 1, 1, 1, 4, 4, 5, 5, 6, 6, 6).elected();
            EngineFixture follower = EngineFixture.follower(7, 8, log);
            int rejections = converse(leader, follower);
            assertThat(rejections).isLessThanOrEqualTo(4);
            assertThat(follower.status().lastHeight()).isEqualTo(11);
        }
    }

    /** Lets a leader speak to a follower, each believing the other to be member 2, until both are silent. */
    private static int converse(EngineFixture leader, EngineFixture follower) {
        int rejections = 0;
        leader.buildNext();
        List<RaftMessage> toFollower = to(N2, leader.timeOut());
        while (!toFollower.isEmpty()) {
            List<RaftMessage> answers = new ArrayList<>();
            for (RaftMessage message : toFollower) {
                List<Effect> effects = follower.receive(N2, message);
                answers.addAll(to(N2, effects));
                follower.judge(effects, VALID);
                answers.addAll(to(N2, follower.persistAll()));
            }
            toFollower = new ArrayList<>();
            for (RaftMessage answer : answers) {
                rejections += answer instanceof RaftMessage.Rejected ? 1 : 0;
                toFollower.addAll(to(N2, leader.receive(N2, answer)));
            }
        }
        return rejections;
    }
}
