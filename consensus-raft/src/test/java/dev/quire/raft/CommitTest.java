package dev.quire.raft;

import static dev.quire.raft.EngineFixture.N2;
import static dev.quire.raft.EngineFixture.N3;
import static dev.quire.raft.EngineFixture.only;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.Input;
import dev.quire.spi.consensus.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Raft paper, sections 5.3 and 5.4.2. */
class CommitTest {
    private static List<Effect.Committed> commits(List<Effect> effects) {
        return only(Effect.Committed.class, effects);
    }

    /** Figure 8 (c): the entry of term 2 is on a majority, and its leader is back in term 4. */
    @Test
    void figure8_entryOfAnOlderTermIsNeverCommittedByCounting() {
        EngineFixture n1 = EngineFixture.follower(5, 3, 1, 2).elected();
        assertThat(commits(n1.receive(N2, new RaftMessage.Accepted(4, 2, 2, 0, 0, false))))
                .isEmpty();
        assertThat(commits(n1.receive(N3, new RaftMessage.Accepted(4, 2, 2, 0, 0, false))))
                .isEmpty();
        n1.buildNext();
        n1.persistAll();
        n1.receive(N2, new RaftMessage.Accepted(4, 3, 3, 0, 0, false));
        List<Entry> chain = TestBlocks.chain(1, 2);
        assertThat(commits(n1.receive(N3, new RaftMessage.Accepted(4, 3, 3, 0, 0, false))))
                .containsExactly(
                        new Effect.Committed(1, chain.get(0).block().hash()),
                        new Effect.Committed(2, chain.get(1).block().hash()),
                        new Effect.Committed(3, n1.newest().block().hash()));
    }

    @Test
    void leaderCountsItselfOnlyOnceDurable() {
        EngineFixture n1 = EngineFixture.follower(3, 0).elected();
        n1.buildNext();
        assertThat(commits(n1.receive(N2, new RaftMessage.Accepted(1, 1, 1, 0, 0, false))))
                .isEmpty();
        assertThat(commits(n1.persistAll())).hasSize(1);
    }

    @Test
    void followersAloneAreAMajorityToo() {
        EngineFixture n1 = EngineFixture.follower(3, 0).elected();
        n1.buildNext();
        n1.receive(N2, new RaftMessage.Accepted(1, 1, 1, 0, 0, false));
        assertThat(commits(n1.receive(N3, new RaftMessage.Accepted(1, 1, 1, 0, 0, false))))
                .hasSize(1);
        assertThat(commits(n1.persistAll())).isEmpty();
    }

    @Test
    void recoveringMemberIsCountedForNothing() {
        EngineFixture n1 = EngineFixture.follower(3, 0).elected();
        n1.buildNext();
        n1.persistAll();
        assertThat(commits(n1.receive(N2, new RaftMessage.Accepted(1, 1, 1, 0, 0, true))))
                .isEmpty();
        assertThat(commits(n1.receive(N3, new RaftMessage.Accepted(1, 1, 1, 0, 0, false))))
                .hasSize(1);
    }

    @Test
    void followerCommitsWhatTheLeaderCommittedAndItHas() {
        EngineFixture n1 = EngineFixture.follower(3, 1);
        List<Entry> chain = TestBlocks.chain(1, 1);
        List<Effect> received = n1.receive(N2, new RaftMessage.Append(1, 0, 0, 9, 0, chain));
        assertThat(commits(received)).isEmpty();
        Effect.Validate first = only(Effect.Validate.class, received).get(0);
        assertThat(commits(n1.step(new Input.BlockValidated(first.requestId(), new Verdict.Valid()))))
                .containsExactly(new Effect.Committed(1, chain.get(0).block().hash()));
    }

    /** Entries above those that the leader has sent may be another leader's. */
    @Test
    void followerDoesNotCommitWhatItHasNotComparedWithTheLeader() {
        EngineFixture n1 = EngineFixture.follower(3, 3, 1, 1, 2);
        assertThat(commits(n1.receive(N2, new RaftMessage.Append(3, 2, 1, 3, 0, List.of()))))
                .hasSize(2);
    }
}
