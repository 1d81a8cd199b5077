package dev.quire.pbft;

import static dev.quire.pbft.EngineFixture.SIZE;
import static dev.quire.pbft.EngineFixture.only;
import static dev.quire.pbft.EngineFixture.to;
import static dev.quire.pbft.EngineFixture.votes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.Block;
import dev.quire.block.Certificate;
import dev.quire.block.VoteKind;
import dev.quire.pbft.PbftMessage.Progress.Recovery;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.EngineStatus.Role;
import dev.quire.spi.consensus.Input;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How a member that forgot what it signed comes back, and who helps it (spec, section 8). */
class RecoveringTest {
    private static final Block X = TestBlocks.block(TestBlocks.GENESIS, 1, 1, 0);
    private static final Block Y = TestBlocks.block(X.hash(), 2, 2, 0);
    private static final Certificate CX = TestBlocks.certificate(SIZE, 1, 0, X.hash(), 0, 2, 3);
    private static final Certificate CY = TestBlocks.certificate(SIZE, 2, 0, Y.hash(), 0, 2, 3);

    private final EngineFixture node = EngineFixture.recovering();

    private long ask() {
        return to(2, node.step(new Input.Tick())).stream()
                .filter(PbftMessage.ReadAsk.class::isInstance)
                .map(message -> ((PbftMessage.ReadAsk) message).nonce())
                .findFirst()
                .orElseThrow();
    }

    private List<Effect> report(int from, long nonce, long view, Optional<Certificate> certificate) {
        var vote = PbftMessage.ReadAnswer.vote(
                TestBlocks.CHAIN, TestBlocks.members(SIZE).voters().hash(), nonce, view, certificate, Optional.empty());
        return node.receive(
                from,
                new PbftMessage.ReadAnswer(nonce, view, certificate, Optional.empty(), TestBlocks.sign(from, vote)));
    }

    /** What it tells member 3 that it waits for. */
    private static Optional<Recovery> told(List<Effect> effects) {
        return to(3, effects).stream()
                .filter(PbftMessage.Progress.class::isInstance)
                .flatMap(message -> ((PbftMessage.Progress) message).recovery().stream())
                .findFirst();
    }

    private static NewView begun(long view, Optional<Certificate> certificate) {
        List<ViewChange> changes = new ArrayList<>();
        for (int member : new int[] {0, 2, 3}) {
            changes.add(TestBlocks.viewChange(SIZE, member, view, certificate, Optional.empty()));
        }
        return new NewView(view, changes);
    }

    private void learnGoal() {
        long nonce = ask();
        report(0, nonce, 0, Optional.empty());
        report(2, nonce, 0, Optional.of(CX));
        assertThat(told(report(3, nonce, 0, Optional.empty()))).contains(new Recovery(2, 2));
    }

    @Test
    void itWaitsForAViewAndAHeightAboveAllThatTheOthersReport() {
        long nonce = ask();
        report(0, nonce, 3, Optional.empty());
        assertThat(told(report(2, nonce, 1, Optional.of(CX)))).isEmpty();
        assertThat(told(report(3, nonce, 0, Optional.empty()))).contains(new Recovery(5, 2));
    }

    @Test
    void answersToAnotherQuestionAndSecondAnswersDoNotCount() {
        long nonce = ask();
        report(0, nonce, 0, Optional.empty());
        report(2, nonce, 0, Optional.empty());
        assertThat(told(report(2, nonce, 0, Optional.empty()))).isEmpty();
        assertThat(told(report(3, nonce + 1, 0, Optional.empty()))).isEmpty();
    }

    @Test
    void aViewThatNoHonestMemberCanBeNearIsNotWaitedFor() {
        long nonce = ask();
        report(0, nonce, 1 + Recovering.PLAUSIBLE_VIEWS + 1, Optional.empty());
        report(2, nonce, 1, Optional.empty());
        assertThat(told(report(3, nonce, 1, Optional.empty()))).isEmpty();
        assertThat(told(node.after(10_000_000))).contains(Recovery.UNKNOWN);
        assertThat(told(report(0, nonce, 2, Optional.empty()))).contains(new Recovery(4, 1));
    }

    @Test
    void itEndsOnceSuchAViewHasBegunAndSuchAHeightIsCommitted() {
        learnGoal();
        node.lead(2, new PbftMessage.Blocks(List.of(X), List.of(), CX));
        assertThat(only(Effect.EndRecovery.class, node.settle())).isEmpty();
        node.receive(2, begun(2, Optional.of(CX)));
        assertThat(only(Effect.EndRecovery.class, node.settle())).isEmpty();
        node.lead(2, new PbftMessage.Blocks(List.of(Y), List.of(), CY));
        assertThat(only(Effect.EndRecovery.class, node.settle())).hasSize(1);
        assertThat(node.status().role()).isEqualTo(Role.FOLLOWER);
    }

    @Test
    void itEndsWhenTheHeightComesBeforeTheView() {
        learnGoal();
        node.lead(2, new PbftMessage.Blocks(List.of(X, Y), List.of(), CY));
        node.settle();
        List<Effect> shown = node.receive(2, begun(2, Optional.of(CY)));
        assertThat(only(Effect.EndRecovery.class, shown)).isEmpty();
        assertThat(only(Effect.EndRecovery.class, node.answer(Effect.Persist.class)))
                .as("once the view is durable")
                .hasSize(1);
        assertThat(node.status().role()).isEqualTo(Role.RECOVERING);
    }

    @Test
    void fromThenOnItVotesInThatView() {
        itEndsWhenTheHeightComesBeforeTheView();
        Block next = TestBlocks.block(Y.hash(), 3, 3, 2);
        node.receive(2, TestBlocks.proposal(SIZE, 2, next, Optional.of(begun(2, Optional.of(CY)))));
        List<Effect> ended = node.settle();
        assertThat(votes(VoteKind.PREPARE, ended)).containsExactly(next.hash());
        assertThat(told(ended)).isEmpty();
    }

    private static EngineFixture leaderOfView1() {
        EngineFixture leader = EngineFixture.fresh();
        leader.receive(0, begun(1, Optional.empty()));
        leader.settle();
        assertThat(leader.status().role()).isEqualTo(Role.LEADER);
        return leader;
    }

    private static PbftMessage.Progress waiting(long view, long height) {
        return new PbftMessage.Progress(1, true, 0, 0, false, Optional.of(new Recovery(view, height)));
    }

    @Test
    void leaderEndsItsViewForAMemberThatWaitsForAHigherOne() {
        assertThat(only(Effect.Persist.class, leaderOfView1().receive(3, waiting(2, 1))))
                .singleElement()
                .satisfies(persist ->
                        assertThat(persist.hardState().orElseThrow().term()).isEqualTo(2));
    }

    @Test
    void leaderProposesAnEmptyBlockForAMemberThatWaitsForAHeight() {
        EngineFixture leader = leaderOfView1();
        assertThat(only(Effect.Build.class, leader.receive(3, waiting(1, 1))))
                .singleElement()
                .satisfies(build -> assertThat(build.allowEmpty()).isTrue());
        assertThat(only(Effect.Build.class, leader.receive(3, waiting(1, 1)))).isEmpty();
    }

    @Test
    void whoAsksForHelpAgainAndAgainGetsEverLess() {
        EngineFixture node = EngineFixture.fresh();
        int views = 0;
        for (long view = 1; view < 400; view += 4) {
            node.receive(0, begun(view, Optional.empty()));
            node.settle();
            List<Effect> asked = node.receive(3, waiting(view + 1, 1));
            views += only(Effect.Persist.class, asked).size();
            node.after(5_000_000);
            node.settle();
        }
        assertThat(views).isBetween(Assistance.AT_ONCE, Assistance.AT_ONCE + 8);
    }

    @Test
    void whereNobodyMayFailNobodyComesBackByItself() {
        assertThat(new Members(TestBlocks.members(3).voters(), 0).faults()).isZero();
        assertThat(new Members(TestBlocks.members(4).voters(), 0).reportsToRecover())
                .isEqualTo(3);
        assertThat(new Members(TestBlocks.members(7).voters(), 0).reportsToRecover())
                .isEqualTo(5);
    }
}
