package dev.quire.raft;

import static dev.quire.raft.EngineFixture.N2;
import static dev.quire.raft.EngineFixture.N3;
import static dev.quire.raft.EngineFixture.only;
import static dev.quire.raft.EngineFixture.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.Input;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Raft dissertation, section 6.4. */
class ReadIndexTest {
    private static final long READ = 900;

    private static List<Effect.AnswerRead> answers(List<Effect> effects) {
        return only(Effect.AnswerRead.class, effects);
    }

    private static RaftMessage accepted(long height, long round) {
        return new RaftMessage.Accepted(1, height, height, round, 0, false);
    }

    /** A leader of term 1 with its term-opening block committed. */
    private static EngineFixture leader() {
        EngineFixture n1 = EngineFixture.follower(3, 0).elected();
        n1.buildNext();
        n1.persistAll();
        n1.receive(N2, accepted(1, 0));
        return n1;
    }

    @Test
    void leaderAnswersWhenAMajorityHasAnsweredARoundBegunAfterTheRequest() {
        EngineFixture n1 = leader();
        List<Effect> effects = n1.step(new Input.ReadRequested(READ));
        assertThat(answers(effects)).isEmpty();
        assertThat(to(N2, effects)).containsExactly(new RaftMessage.Append(1, 1, 1, 1, 1, List.of()));
        assertThat(answers(n1.receive(N3, accepted(0, 0)))).isEmpty();
        assertThat(answers(n1.receive(N2, accepted(1, 1))))
                .containsExactly(new Effect.AnswerRead(READ, OptionalLong.of(1)));
    }

    @Test
    void readsThatComeDuringARoundShareTheNext() {
        EngineFixture n1 = leader();
        n1.step(new Input.ReadRequested(READ));
        n1.step(new Input.ReadRequested(READ + 1));
        List<Effect> effects = n1.step(new Input.ReadRequested(READ + 2));
        assertThat(to(N2, effects)).isEmpty();
        assertThat(answers(n1.receive(N2, accepted(1, 1)))).hasSize(1);
        assertThat(answers(n1.receive(N2, accepted(1, 2)))).hasSize(2);
    }

    @Test
    void newLeaderDoesNotAnswerBeforeItHasCommittedInItsTerm() {
        EngineFixture n1 = EngineFixture.follower(3, 0).elected();
        assertThat(n1.step(new Input.ReadRequested(READ))).isEmpty();
        assertThat(answers(n1.receive(N2, accepted(0, 0)))).isEmpty();
        n1.buildNext();
        n1.persistAll();
        n1.receive(N2, accepted(1, 0));
        assertThat(answers(n1.receive(N2, accepted(1, 1))))
                .containsExactly(new Effect.AnswerRead(READ, OptionalLong.of(1)));
    }

    @Test
    void leaderThatLosesItsPlaceAnswersEmpty() {
        EngineFixture n1 = leader();
        n1.step(new Input.ReadRequested(READ));
        assertThat(answers(n1.receive(N2, new RaftMessage.Rejected(5, 0, 0, 0, 0, 0, false))))
                .containsExactly(new Effect.AnswerRead(READ, OptionalLong.empty()));
    }

    @Test
    void followerAsksItsLeader() {
        EngineFixture n1 = EngineFixture.follower(3, 1);
        n1.receive(N2, new RaftMessage.Append(1, 0, 0, 0, 0, List.of()));
        assertThat(n1.step(new Input.ReadRequested(READ)))
                .containsExactly(new Effect.Send(N2, new RaftMessage.ReadAsk(1, READ)));
        assertThat(n1.receive(N2, new RaftMessage.ReadAnswer(1, READ, OptionalLong.of(7))))
                .containsExactly(new Effect.AnswerRead(READ, OptionalLong.of(7)));
        assertThat(n1.receive(N2, new RaftMessage.ReadAnswer(1, READ, OptionalLong.of(8))))
                .isEmpty();
    }

    @Test
    void followerAnswersEmptyWithoutLeaderAndWhenTheLeaderIsSilent() {
        EngineFixture n1 = EngineFixture.follower(3, 1);
        assertThat(n1.step(new Input.ReadRequested(READ)))
                .containsExactly(new Effect.AnswerRead(READ, OptionalLong.empty()));
        n1.receive(N2, new RaftMessage.Append(1, 0, 0, 0, 0, List.of()));
        n1.step(new Input.ReadRequested(READ + 1));
        assertThat(answers(n1.after(600_000))).containsExactly(new Effect.AnswerRead(READ + 1, OptionalLong.empty()));
    }

    @Test
    void leaderAnswersAFollowersReadByMessage() {
        EngineFixture n1 = leader();
        n1.receive(N3, new RaftMessage.ReadAsk(1, READ));
        assertThat(to(N3, n1.receive(N2, accepted(1, 1))))
                .contains(new RaftMessage.ReadAnswer(1, READ, OptionalLong.of(1)));
    }

    @Test
    void readOfAMemberThatIsGoneIsNotAnswered() {
        EngineFixture n1 = leader();
        n1.receive(N3, new RaftMessage.ReadAsk(1, READ));
        n1.receive(N3, new RaftMessage.ReadAsk(1, READ + 1));
        n1.step(new Input.PeerGone(N3));
        assertThat(to(N3, n1.receive(N2, accepted(1, 1)))).noneMatch(RaftMessage.ReadAnswer.class::isInstance);
        assertThat(to(N3, n1.receive(N2, accepted(1, 2)))).noneMatch(RaftMessage.ReadAnswer.class::isInstance);
    }

    @Test
    void recoveringMembersAnswerConfirmsNothing() {
        EngineFixture n1 = leader();
        n1.step(new Input.ReadRequested(READ));
        assertThat(answers(n1.receive(N2, new RaftMessage.Accepted(1, 1, 1, 1, 0, true))))
                .isEmpty();
    }
}
