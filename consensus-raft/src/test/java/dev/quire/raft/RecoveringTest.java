package dev.quire.raft;

import static dev.quire.raft.EngineFixture.N2;
import static dev.quire.raft.EngineFixture.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.EngineStatus.Role;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.Input;
import dev.quire.spi.consensus.Verdict;
import java.util.List;
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
        assertThat(to(N2, n1.persistAll())).containsExactly(new RaftMessage.Accepted(1, 1, 1, 0, 0, true));
        assertThat(n1.status().committedHeight()).isEqualTo(1);
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
