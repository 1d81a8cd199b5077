package dev.quire.raft;

import static dev.quire.raft.EngineFixture.N1;
import static dev.quire.raft.EngineFixture.N2;
import static dev.quire.raft.EngineFixture.only;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.Input;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a leader asks for a block, and what it does with the answer. */
class ProposalTest {
    private static List<Effect.Build> builds(List<Effect> effects) {
        return only(Effect.Build.class, effects);
    }

    @Test
    void nextBlockIsBuiltOnTheNewestWhileThatIsUncommitted() {
        EngineFixture n1 = EngineFixture.follower(3, 0).elected();
        n1.buildNext();
        assertThat(builds(n1.step(new Input.WorkWaiting(false))))
                .extracting(Effect.Build::parentHash, Effect.Build::parentHeight, Effect.Build::allowEmpty)
                .containsExactly(tuple(n1.newest().block().hash(), 1L, false));
    }

    @Test
    void oneBuildAtATime() {
        EngineFixture n1 = EngineFixture.follower(3, 0).elected();
        assertThat(builds(n1.step(new Input.WorkWaiting(false)))).isEmpty();
        assertThat(builds(n1.buildNext())).hasSize(1);
    }

    @Test
    void workThatWaitedSinceBeforeTheElectionIsNotForgotten() {
        EngineFixture n1 = EngineFixture.follower(3, 0);
        n1.step(new Input.WorkWaiting(true));
        n1.elected();
        // The term-opening block takes it along; the runtime says again if there is more.
        assertThat(builds(n1.buildNext())).isEmpty();
        assertThat(builds(n1.step(new Input.WorkWaiting(false)))).hasSize(1);
    }

    @Test
    void atTheBoundNothingIsProposedButTheTermOpeningBlock() {
        RaftConfig config =
                new RaftConfig(300_000, 600_000, 75_000, 1 << 20, 8, 1 << 20, 8, 2, 64, 1 << 20, 300_000, 8);
        EngineFixture n1 = EngineFixture.withConfig(config, 3, 1, 1, 1).elected();
        n1.buildNext();
        assertThat(builds(n1.step(new Input.WorkWaiting(false)))).isEmpty();
        n1.persistAll();
        List<Effect> effects = n1.receive(N2, new RaftMessage.Accepted(2, 3, 3, 0, 0, false));
        assertThat(builds(effects)).hasSize(1);
    }

    @Test
    void answerToAnEarlierTermsBuildIsIgnored() {
        EngineFixture n1 = EngineFixture.follower(3, 0).elected();
        n1.receive(N2, new RaftMessage.Rejected(7, 0, 0, 0, 0, 0, false));
        n1.persistAll();
        assertThat(n1.build(TestBlocks.block(TestBlocks.GENESIS, 1, 1, N1))).isEmpty();
        assertThat(n1.status().lastHeight()).isZero();
    }

    @Test
    void buildThatCameToNothingIsNotRepeatedAtOnce() {
        EngineFixture n1 = EngineFixture.follower(3, 0).elected();
        assertThat(builds(n1.step(new Input.ProposalBuilt(2, Optional.empty()))))
                .isEmpty();
        assertThat(builds(n1.step(new Input.WorkWaiting(false)))).isEmpty();
        assertThat(builds(n1.after(75_000))).containsExactly(new Effect.Build(3, TestBlocks.GENESIS, 0, true));
    }
}
