package dev.quire.pbft;

import static dev.quire.pbft.EngineFixture.SIZE;
import static dev.quire.pbft.EngineFixture.only;
import static dev.quire.pbft.EngineFixture.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.Block;
import dev.quire.block.Certificate;
import dev.quire.block.VoteKind;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.Input;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Linearizable reads (spec, section 8). */
class ReadsTest {
    private static final Block X = TestBlocks.block(TestBlocks.GENESIS, 1, 1, 0);
    private final EngineFixture node = EngineFixture.fresh();

    private long ask() {
        List<Effect> effects = node.step(new Input.ReadRequested(7));
        return nonce(effects);
    }

    private static long nonce(List<Effect> effects) {
        return to(2, effects).stream()
                .filter(PbftMessage.ReadAsk.class::isInstance)
                .map(message -> ((PbftMessage.ReadAsk) message).nonce())
                .findFirst()
                .orElseThrow();
    }

    private List<Effect> answer(
            int from, long nonce, Optional<Certificate> certificate, Optional<PreparedCertificate> prepared) {
        var vote = PbftMessage.ReadAnswer.vote(
                TestBlocks.CHAIN, TestBlocks.members(SIZE).voters().hash(), nonce, 0, certificate, prepared);
        PbftMessage.ReadAnswer answer =
                new PbftMessage.ReadAnswer(nonce, 0, certificate, prepared, TestBlocks.sign(from, vote));
        return List.copyOf(only(Effect.AnswerRead.class, node.receive(from, answer)));
    }

    private static final Optional<PreparedCertificate> PREPARED =
            Optional.of(TestBlocks.prepared(SIZE, 1, 0, X.hash(), 0, 2, 3));

    @Test
    void quorumsHighestPreparedHeightIsTheAnswer() {
        long nonce = ask();
        assertThat(answer(0, nonce, Optional.empty(), PREPARED)).isEmpty();
        assertThat(answer(2, nonce, Optional.empty(), PREPARED)).isEmpty();
        assertThat(answer(3, nonce, Optional.empty(), Optional.empty()))
                .containsExactly(new Effect.AnswerRead(7, OptionalLong.of(1)));
    }

    @Test
    void laterAnswersLowerWhatOneAloneHoldsPrepared() {
        long nonce = ask();
        assertThat(answer(0, nonce, Optional.empty(), Optional.empty())).isEmpty();
        assertThat(answer(2, nonce, Optional.empty(), PREPARED)).isEmpty();
        assertThat(answer(3, nonce, Optional.empty(), Optional.empty()))
                .containsExactly(new Effect.AnswerRead(7, OptionalLong.of(0)));
    }

    @Test
    void whereOthersAreSilentTheFirstQuorumsHeightIsTheAnswerInTheEnd() {
        long nonce = ask();
        answer(0, nonce, Optional.empty(), Optional.empty());
        answer(2, nonce, Optional.empty(), PREPARED);
        assertThat(only(Effect.AnswerRead.class, node.after(2_000_000)))
                .containsExactly(new Effect.AnswerRead(7, OptionalLong.of(1)));
    }

    @Test
    void answersToAnOlderQuestionOrTwiceDoNotCount() {
        long nonce = ask();
        assertThat(answer(0, nonce, Optional.empty(), Optional.empty())).isEmpty();
        assertThat(answer(0, nonce, Optional.empty(), Optional.empty())).isEmpty();
        assertThat(answer(2, nonce + 1, Optional.empty(), Optional.empty())).isEmpty();
    }

    @Test
    void withoutAQuorumTheReadFails() {
        ask();
        assertThat(only(Effect.AnswerRead.class, node.after(2_000_000)))
                .containsExactly(new Effect.AnswerRead(7, OptionalLong.empty()));
    }

    @Test
    void readsThatComeLaterWaitForTheNextRound() {
        long nonce = ask();
        assertThat(node.step(new Input.ReadRequested(8)).toString()).doesNotContain("ReadAsk");
        answer(0, nonce, Optional.empty(), Optional.empty());
        var vote = PbftMessage.ReadAnswer.vote(
                TestBlocks.CHAIN,
                TestBlocks.members(SIZE).voters().hash(),
                nonce,
                0,
                Optional.empty(),
                Optional.empty());
        List<Effect> done = node.receive(
                2, new PbftMessage.ReadAnswer(nonce, 0, Optional.empty(), Optional.empty(), TestBlocks.sign(2, vote)));
        assertThat(only(Effect.AnswerRead.class, done)).containsExactly(new Effect.AnswerRead(7, OptionalLong.of(0)));
        assertThat(nonce(node.after(1))).isNotEqualTo(nonce);
    }

    @Test
    void questionIsAnsweredWithProofSignedOverTheNonce() {
        node.withPrepared(X);
        List<Effect> asked = node.receive(3, new PbftMessage.ReadAsk(99));
        assertThat(only(Effect.CastVote.class, asked))
                .singleElement()
                .satisfies(cast -> assertThat(cast.vote().kind()).isEqualTo(VoteKind.STATUS));
        assertThat(to(3, node.answer(Effect.CastVote.class))).singleElement().satisfies(message -> {
            PbftMessage.ReadAnswer answer = (PbftMessage.ReadAnswer) message;
            assertThat(answer.nonce()).isEqualTo(99);
            assertThat(answer.height()).isEqualTo(1);
        });
    }
}
