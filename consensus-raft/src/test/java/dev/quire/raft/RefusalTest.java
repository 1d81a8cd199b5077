package dev.quire.raft;

import static dev.quire.raft.EngineFixture.N2;
import static dev.quire.raft.EngineFixture.N3;
import static dev.quire.raft.EngineFixture.only;
import static dev.quire.raft.EngineFixture.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.EngineStatus.Role;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.Verdict;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What happens when a member's validation says no, or not yet. */
class RefusalTest {
    private static final Verdict DIVERGED = new Verdict.Diverged(3, "key k differs");

    private static RaftMessage.Append append(long commitHeight, List<Entry> entries) {
        return new RaftMessage.Append(2, 0, 0, commitHeight, 0, entries);
    }

    @Test
    void refusedBlockIsReportedAndNotAppended() {
        EngineFixture n1 = EngineFixture.follower(3, 2);
        List<Entry> entries = TestBlocks.chain(2, 2);
        List<Effect> received = n1.receive(N2, append(0, entries));
        List<Effect> effects = n1.judge(received.subList(0, 1), DIVERGED);
        assertThat(effects)
                .containsExactly(new Effect.Send(
                        N2,
                        new RaftMessage.Refused(2, 2, 1, entries.get(0).block().hash(), DIVERGED.toString())));
        assertThat(n1.status().lastHeight()).isZero();
    }

    @Test
    void refusedBlockIsNotValidatedAgainInTheTerm() {
        EngineFixture n1 = EngineFixture.follower(3, 2);
        List<Entry> entries = TestBlocks.chain(2);
        n1.judge(n1.receive(N2, append(0, entries)), DIVERGED);
        List<Effect> again = n1.receive(N2, append(0, entries));
        assertThat(only(Effect.Validate.class, again)).isEmpty();
        assertThat(to(N2, again)).hasAtLeastOneElementOfType(RaftMessage.Refused.class);
    }

    @Test
    void nodeThatRefusedABlockWhichCommitsHalts() {
        EngineFixture n1 = EngineFixture.follower(3, 2);
        List<Entry> entries = TestBlocks.chain(2);
        n1.judge(n1.receive(N2, append(0, entries)), DIVERGED);
        List<Effect> effects = n1.receive(N2, append(1, entries));
        assertThat(only(Effect.Halt.class, effects)).hasSize(1);
        assertThat(only(Effect.Halt.class, effects).get(0).why())
                .contains("height 1")
                .contains("key k differs");
        assertThat(n1.timeOut()).isEmpty();
    }

    @Test
    void notYetIsAskedAgainAfterTheDelay() {
        EngineFixture n1 = EngineFixture.follower(3, 2);
        List<Entry> entries = TestBlocks.chain(2, 2);
        List<Effect> received = n1.receive(N2, append(0, entries));
        assertThat(n1.judge(received, new Verdict.NotYet(40_000))).isEmpty();
        assertThat(n1.after(39_999)).isEmpty();
        assertThat(n1.after(1))
                .containsExactly(
                        new Effect.Validate(3, entries.get(0).block(), true, Optional.of(N2)),
                        new Effect.Validate(4, entries.get(1).block(), true, Optional.of(N2)));
    }

    @Test
    void blockFarAheadOfTheClockIsReportedAndLookedAtAgain() {
        EngineFixture n1 = EngineFixture.follower(3, 2);
        Entry entry = TestBlocks.chain(2).get(0);
        List<Effect> told = n1.judge(n1.receive(N2, append(0, List.of(entry))), new Verdict.NotYet(3_600_000_000L));
        assertThat(to(N2, told))
                .singleElement()
                .isInstanceOfSatisfying(
                        RaftMessage.Refused.class, no -> assertThat(no.why()).contains("3600000000"));
        assertThat(n1.after(299_999)).isEmpty();
        assertThat(only(Effect.Validate.class, n1.after(1)))
                .containsExactly(new Effect.Validate(2, entry.block(), true, Optional.of(N2)));
    }

    @Test
    void blockThatCommitsWhileItWaitsForTheClockIsNoLongerJudgedByIt() {
        EngineFixture n1 = EngineFixture.follower(3, 2);
        List<Entry> entries = TestBlocks.chain(2);
        n1.judge(n1.receive(N2, append(0, entries)), new Verdict.NotYet(3_600_000_000L));
        assertThat(only(Effect.Validate.class, n1.receive(N2, append(1, entries))))
                .containsExactly(new Effect.Validate(2, entries.get(0).block(), false, Optional.empty()));
    }

    @Test
    void memberThatAcceptsWhatItHadRefusedNoLongerRefuses() {
        EngineFixture n1 = EngineFixture.follower(3, 0).elected();
        n1.buildNext();
        n1.persistAll();
        RaftMessage refused =
                new RaftMessage.Refused(1, 1, 1, n1.newest().block().hash(), "its clock is behind");
        n1.receive(N2, refused);
        n1.receive(N2, new RaftMessage.Accepted(1, 0, 1, 0, 0, false));
        n1.receive(N3, refused);
        assertThat(n1.status().role()).isEqualTo(Role.LEADER);
        assertThat(n1.status().committedHeight()).isEqualTo(1);
    }

    @Test
    void leaderThatNoMajorityCanFollowStepsDownAndDoesNotCampaign() {
        EngineFixture n1 = EngineFixture.follower(3, 0).elected();
        n1.buildNext();
        n1.persistAll();
        RaftMessage refused =
                new RaftMessage.Refused(1, 1, 1, n1.newest().block().hash(), "no");
        n1.receive(N2, refused);
        assertThat(n1.status().role()).isEqualTo(Role.LEADER);
        n1.receive(N3, refused);
        assertThat(n1.status().role()).isEqualTo(Role.FOLLOWER);
        n1.after(4 * 600_000 - 1);
        assertThat(n1.status().role()).isEqualTo(Role.FOLLOWER);
    }

    /** Who recovers counts for nothing before an entry above commits, and what was refused keeps all above from that. */
    @Test
    void leaderStepsDownAsWellIfWhoIsLeftIsRecovering() {
        EngineFixture n1 = EngineFixture.follower(3, 0).elected();
        n1.buildNext();
        n1.persistAll();
        n1.receive(N3, new RaftMessage.Accepted(1, 1, 1, 0, 0, true));
        assertThat(n1.status().role()).isEqualTo(Role.LEADER);
        n1.receive(N2, new RaftMessage.Refused(1, 1, 1, n1.newest().block().hash(), "no"));
        assertThat(n1.status().role()).isEqualTo(Role.FOLLOWER);
    }

    @Test
    void leaderSeesWithAHeartbeatThatWhoWasLeftIsRecoveringNow() {
        EngineFixture n1 = EngineFixture.follower(3, 0).elected();
        n1.buildNext();
        n1.persistAll();
        n1.receive(N2, new RaftMessage.Refused(1, 1, 1, n1.newest().block().hash(), "no"));
        n1.receive(N3, new RaftMessage.Accepted(1, 0, 0, 0, 0, true));
        assertThat(n1.status().role()).isEqualTo(Role.LEADER);
        n1.timeOut();
        assertThat(n1.status().role()).isEqualTo(Role.FOLLOWER);
    }

    /** The others cannot win without it, and their clocks may have been put right. */
    @Test
    void itCampaignsAgainOnceTheOthersHaveHadTimeToElectAnother() {
        EngineFixture n1 = EngineFixture.follower(2, 0).elected();
        n1.buildNext();
        n1.persistAll();
        n1.receive(N2, new RaftMessage.Refused(1, 1, 1, n1.newest().block().hash(), "its clock is behind"));
        assertThat(n1.status().role()).isEqualTo(Role.FOLLOWER);
        n1.after(4 * 600_000);
        n1.timeOut();
        assertThat(n1.status().role()).isEqualTo(Role.CANDIDATE);
    }

    @Test
    void itCampaignsAgainOnceAnotherLeaderReplacedTheBlock() {
        EngineFixture n1 = EngineFixture.follower(3, 0).elected();
        n1.buildNext();
        n1.persistAll();
        RaftMessage refused =
                new RaftMessage.Refused(1, 1, 1, n1.newest().block().hash(), "no");
        n1.receive(N2, refused);
        n1.receive(N3, refused);
        Entry other = new Entry(2, TestBlocks.block(TestBlocks.GENESIS, 1, 77, N2));
        n1.judge(n1.receive(N2, new RaftMessage.Append(2, 0, 0, 0, 0, List.of(other))), new Verdict.Valid());
        n1.persistAll();
        n1.timeOut();
        assertThat(n1.status().role()).isEqualTo(Role.CANDIDATE);
    }

    @Test
    void refusedEntryIsSentAgainOnlyWhenItIsCommitted() {
        EngineFixture n1 = EngineFixture.follower(3, 0).elected();
        n1.receive(N2, new RaftMessage.Accepted(1, 0, 0, 0, 0, false));
        n1.buildNext();
        n1.receive(N2, new RaftMessage.Refused(1, 1, 1, n1.newest().block().hash(), "no"));
        assertThat(to(N2, n1.receive(N2, new RaftMessage.Accepted(1, 0, 0, 0, 0, false))))
                .isEmpty();
        n1.persistAll();
        assertThat(to(N2, n1.receive(N3, new RaftMessage.Accepted(1, 1, 1, 0, 0, false))))
                .containsExactly(new RaftMessage.Append(1, 0, 0, 1, 0, List.of(n1.newest())));
    }
}
