package dev.quire.raft;

import static dev.quire.raft.EngineFixture.N1;
import static dev.quire.raft.EngineFixture.N2;
import static dev.quire.raft.EngineFixture.N3;
import static dev.quire.raft.EngineFixture.only;
import static dev.quire.raft.EngineFixture.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.EngineStatus.Role;
import dev.quire.spi.consensus.HardState;
import dev.quire.spi.consensus.Input;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Raft paper, sections 5.2 and 5.4.1; dissertation, sections 4.2.3, 6.2 and 9.6. */
class ElectionTest {
    @Test
    void section9_6_followerAsksBeforeItDisturbsAnybodyWithANewTerm() {
        EngineFixture n1 = EngineFixture.follower(3, 2, 1, 2);
        List<Effect> effects = n1.timeOut();
        RaftMessage question = new RaftMessage.PreVote(2, 2, 2);
        assertThat(effects)
                .containsExactly(
                        new Effect.Send(N2, question),
                        new Effect.Send(N3, question),
                        new Effect.StatusChanged(n1.status()));
        assertThat(n1.status().role()).isEqualTo(Role.CANDIDATE);
        assertThat(n1.status().term()).isEqualTo(2);
    }

    @Test
    void section5_2_candidateAsksForVotesOnceItsOwnIsDurable() {
        EngineFixture n1 = EngineFixture.follower(3, 2, 1, 2);
        n1.timeOut();
        List<Effect> effects = n1.receive(N3, new RaftMessage.PreVoteReply(2, 2, true));
        assertThat(effects)
                .containsExactly(
                        new Effect.StatusChanged(n1.status()),
                        new Effect.Persist(1, Optional.of(new HardState(3, Optional.of(N1))), List.of(), 0));
        RaftMessage request = new RaftMessage.RequestVote(3, 2, 2, false);
        assertThat(n1.persistAll()).containsExactly(new Effect.Send(N2, request), new Effect.Send(N3, request));
    }

    @Test
    void section5_2_majorityMakesALeaderThatSpeaksAtOnceAndOpensItsTerm() {
        EngineFixture n1 = EngineFixture.follower(3, 0);
        n1.timeOut();
        n1.receive(N2, new RaftMessage.PreVoteReply(0, 0, true));
        n1.persistAll();
        List<Effect> effects = n1.receive(N2, new RaftMessage.VoteReply(1, true));
        RaftMessage hello = new RaftMessage.Append(1, 0, 0, 0, 0, List.of());
        assertThat(effects)
                .containsExactly(
                        new Effect.Send(N2, hello),
                        new Effect.Send(N3, hello),
                        new Effect.Build(2, TestBlocks.GENESIS, 0, true),
                        new Effect.StatusChanged(n1.status()));
        assertThat(n1.status().role()).isEqualTo(Role.LEADER);
    }

    @Test
    void section5_2_voteIsAnsweredOnlyWhenDurable() {
        EngineFixture n1 = EngineFixture.follower(3, 1);
        assertThat(n1.receive(N2, new RaftMessage.RequestVote(2, 0, 0, false)))
                .containsExactly(
                        new Effect.StatusChanged(n1.status()),
                        new Effect.Persist(1, Optional.of(new HardState(2, Optional.of(N2))), List.of(), 0));
        assertThat(n1.persistAll()).containsExactly(new Effect.Send(N2, new RaftMessage.VoteReply(2, true)));
    }

    @Test
    void section5_2_oneVoteATerm() {
        EngineFixture n1 = EngineFixture.follower(3, 1);
        n1.receive(N2, new RaftMessage.RequestVote(2, 0, 0, false));
        n1.persistAll();
        assertThat(to(N3, n1.receive(N3, new RaftMessage.RequestVote(2, 0, 0, false))))
                .containsExactly(new RaftMessage.VoteReply(2, false));
        assertThat(to(N2, n1.receive(N2, new RaftMessage.RequestVote(2, 0, 0, false))))
                .containsExactly(new RaftMessage.VoteReply(2, true));
    }

    @Test
    void section5_4_1_noVoteForALogThatIsBehind() {
        EngineFixture n1 = EngineFixture.follower(3, 3, 1, 3);
        n1.receive(N2, new RaftMessage.RequestVote(4, 1, 7, false));
        assertThat(to(N2, n1.persistAll())).containsExactly(new RaftMessage.VoteReply(4, false));
        n1.receive(N2, new RaftMessage.RequestVote(5, 3, 1, false));
        assertThat(to(N2, n1.persistAll())).containsExactly(new RaftMessage.VoteReply(5, false));
        n1.receive(N2, new RaftMessage.RequestVote(6, 3, 2, false));
        assertThat(to(N2, n1.persistAll())).containsExactly(new RaftMessage.VoteReply(6, true));
    }

    /** Known deadlock: ignored, the asker with the only log that can win would never learn the term. */
    @Test
    void askerOfALowerTermIsToldTheTerm() {
        EngineFixture behind = EngineFixture.follower(3, 6, 1);
        assertThat(behind.receive(N2, new RaftMessage.PreVote(5, 5, 9)))
                .containsExactly(new Effect.Send(N2, new RaftMessage.PreVoteReply(6, 5, false)));

        EngineFixture asker = EngineFixture.follower(3, 5, 1, 5);
        asker.timeOut();
        asker.receive(N2, new RaftMessage.PreVoteReply(6, 5, false));
        assertThat(asker.status().term()).isEqualTo(6);
    }

    /** The other half of it: a leader of a lower term must learn that a member is beyond its reach. */
    @Test
    void leaderOfALowerTermIsToldTheTerm() {
        EngineFixture n1 = EngineFixture.follower(3, 6, 1);
        assertThat(n1.receive(N2, new RaftMessage.Append(5, 1, 1, 0, 1, List.of())))
                .containsExactly(new Effect.Send(N2, new RaftMessage.Rejected(6, 1, 0, 0, 0, 0, false)));
        EngineFixture leader = EngineFixture.follower(3, 4).elected();
        leader.receive(N3, new RaftMessage.Rejected(6, 1, 0, 0, 0, 0, false));
        assertThat(leader.status().role()).isEqualTo(Role.FOLLOWER);
        assertThat(leader.status().term()).isEqualTo(6);
    }

    @Test
    void section4_2_3_whoHearsALeaderHelpsNobodyAgainstIt() {
        EngineFixture n1 = EngineFixture.follower(3, 1);
        n1.receive(N2, new RaftMessage.Append(1, 0, 0, 0, 0, List.of()));
        assertThat(n1.receive(N3, new RaftMessage.RequestVote(9, 1, 5, false))).isEmpty();
        assertThat(n1.receive(N3, new RaftMessage.PreVote(9, 1, 5)))
                .containsExactly(new Effect.Send(N3, new RaftMessage.PreVoteReply(1, 9, false)));
        assertThat(n1.status().term()).isEqualTo(1);
    }

    @Test
    void section4_2_3_unlessTheLeaderItselfAskedForIt() {
        EngineFixture n1 = EngineFixture.follower(3, 1);
        n1.receive(N2, new RaftMessage.Append(1, 0, 0, 0, 0, List.of()));
        n1.receive(N3, new RaftMessage.RequestVote(2, 0, 0, true));
        assertThat(to(N3, n1.persistAll())).containsExactly(new RaftMessage.VoteReply(2, true));
    }

    @Test
    void section6_2_leaderThatHearsNoMajorityStepsDown() {
        EngineFixture n1 = EngineFixture.follower(3, 1).elected();
        for (int i = 0; i < 20 && n1.status().role() == Role.LEADER; i++) {
            n1.timeOut();
        }
        assertThat(n1.status().role()).isEqualTo(Role.FOLLOWER);
        assertThat(n1.status().leader()).isEmpty();
    }

    @Test
    void leaderThatHearsAMajorityStays() {
        EngineFixture n1 = EngineFixture.follower(3, 1).elected();
        for (int i = 0; i < 50; i++) {
            n1.timeOut();
            n1.receive(N2, new RaftMessage.Accepted(2, 0, 0, 0, 0, false));
        }
        assertThat(n1.status().role()).isEqualTo(Role.LEADER);
    }

    @Test
    void aloneItLeadsAtOnceAndCommitsOnItsOwnDisk() {
        EngineFixture n1 = EngineFixture.follower(1, 0);
        n1.step(new Input.Tick());
        n1.persistAll();
        assertThat(n1.status().role()).isEqualTo(Role.LEADER);
        assertThat(only(Effect.Committed.class, n1.buildNext())).isEmpty();
        assertThat(only(Effect.Committed.class, n1.persistAll()))
                .containsExactly(new Effect.Committed(1, n1.newest().block().hash()));
    }

    @Test
    void section3_10_targetCampaignsAtOnceWhenToldTo() {
        EngineFixture n1 = EngineFixture.follower(3, 1);
        n1.receive(N2, new RaftMessage.Append(1, 0, 0, 0, 0, List.of()));
        n1.receive(N2, new RaftMessage.TimeoutNow(1));
        assertThat(to(N3, n1.persistAll())).containsExactly(new RaftMessage.RequestVote(2, 0, 0, true));
    }

    @Test
    void section3_10_leaderWaitsUntilTheTargetHasEverything() {
        EngineFixture n1 = EngineFixture.follower(3, 1).elected();
        n1.buildNext();
        assertThat(to(N2, n1.step(new Input.TransferAsked(N2)))).isEmpty();
        assertThat(to(N2, n1.receive(N2, new RaftMessage.Accepted(2, 1, 1, 0, 0, false))))
                .contains(new RaftMessage.TimeoutNow(2));
    }
}
