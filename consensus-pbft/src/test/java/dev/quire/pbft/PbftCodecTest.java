package dev.quire.pbft;

import static dev.quire.pbft.EngineFixture.SIZE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.block.Block;
import dev.quire.block.Certificate;
import dev.quire.block.VoteKind;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.pbft.PbftMessage.Progress.Recovery;
import dev.quire.spi.consensus.MessageCodec.SignatureCheck;
import dev.quire.spi.net.Channel;
import dev.quire.spi.net.Frame;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PbftCodecTest {
    private static final PbftCodec CODEC = new PbftCodec(0);
    private static final Block B1 = TestBlocks.block(TestBlocks.GENESIS, 1, 1, 0);
    private static final Certificate C1 = TestBlocks.certificate(SIZE, 1, 0, B1.hash(), 0, 1, 2);
    private static final Block B2 = TestBlocks.block(B1.hash(), 2, 2, 0, Hash.ZERO, Optional.of(C1));
    private static final Certificate C2 = TestBlocks.certificate(SIZE, 2, 0, B2.hash(), 0, 1, 3);
    private static final PreparedCertificate P2 = TestBlocks.prepared(SIZE, 2, 1, B2.hash(), 1, 2, 3);
    private static final ViewChange CHANGE = TestBlocks.viewChange(SIZE, 2, 4, Optional.of(C1), Optional.of(P2));
    private static final ViewChange SHORT = TestBlocks.viewChange(SIZE, 3, 4, Optional.empty(), Optional.empty());

    static Stream<PbftMessage> messages() {
        NewView newView = new NewView(4, List.of(CHANGE, SHORT));
        return Stream.of(
                TestBlocks.proposal(SIZE, 4, B2, Optional.of(newView)),
                TestBlocks.proposal(SIZE, 0, B1, Optional.empty()),
                TestBlocks.ballot(SIZE, 0, VoteKind.COMMIT, 1, 0, B1.hash()),
                TestBlocks.ballot(SIZE, 0, VoteKind.PREPARE, 1, 7, B1.hash()),
                CHANGE,
                SHORT,
                newView,
                new PbftMessage.Progress(7, true, 5, 4, false, Optional.empty()),
                new PbftMessage.Progress(7, false, 5, 4, true, Optional.of(new Recovery(9, 6))),
                new PbftMessage.Certified(C2),
                new PbftMessage.BlocksWanted(9),
                new PbftMessage.Blocks(List.of(B1, B2), List.of(), C2),
                new PbftMessage.Blocks(List.of(B1), List.of(B2.header()), C2),
                new PbftMessage.BlockWanted(2, B2.hash()),
                new PbftMessage.OneBlock(B2),
                new PbftMessage.ReadAsk(-5),
                answer(Optional.of(C1), Optional.of(P2)),
                answer(Optional.empty(), Optional.empty()));
    }

    private static PbftMessage answer(Optional<Certificate> certificate, Optional<PreparedCertificate> prepared) {
        var vote = PbftMessage.ReadAnswer.vote(
                TestBlocks.CHAIN, TestBlocks.members(SIZE).voters().hash(), -5, 3, certificate, prepared);
        return new PbftMessage.ReadAnswer(-5, 3, certificate, prepared, TestBlocks.sign(0, vote));
    }

    private static List<SignatureCheck> checks(PbftMessage message) throws MalformedException {
        return CODEC.signatures(message, TestBlocks.key(0), TestBlocks.CHAIN, TestBlocks.members(SIZE));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyMessageComesBackAsItWasAndItsSignaturesHold(PbftMessage message) throws MalformedException {
        assertThat(CODEC.decode(CODEC.encode(message))).isEqualTo(message);
        assertThat(checks(message))
                .allSatisfy(check ->
                        assertThat(check.signature()).isEqualTo(TestBlocks.sign(check.member(), check.message())));
    }

    @Test
    void everySignatureInsideIsChecked() throws MalformedException {
        NewView newView = new NewView(4, List.of(CHANGE, SHORT));
        // PROPOSE, 3 of the block's certificate, 2 view changes, 3 of the prepared certificate; the same once.
        assertThat(checks(TestBlocks.proposal(SIZE, 4, B2, Optional.of(newView))))
                .hasSize(9);
        assertThat(checks(new PbftMessage.Blocks(List.of(B1, B2), List.of(), C2)))
                .hasSize(6);
        assertThat(checks(answer(Optional.of(C1), Optional.of(P2)))).hasSize(7);
    }

    @Test
    void onlyVotesOfDecidedHeightsNeedNoCheck() {
        PbftMessage vote = TestBlocks.ballot(SIZE, 0, VoteKind.COMMIT, 1, 7, B1.hash());
        assertThat(CODEC.isPast(vote, 1)).isTrue();
        assertThat(CODEC.isPast(vote, 0)).isFalse();
        assertThat(messages().filter(message -> !(message instanceof PbftMessage.Ballot)))
                .noneMatch(message -> CODEC.isPast(message, Long.MAX_VALUE));
    }

    private static void assertRefused(PbftMessage message, String why) {
        assertThatThrownBy(() -> checks(message))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining(why);
    }

    @Test
    void certificatesNeedAQuorumOfThisSet() {
        assertRefused(new PbftMessage.Certified(TestBlocks.certificate(SIZE, 1, 0, B1.hash(), 0, 1)), "only 2 of 4");
        assertRefused(
                new PbftMessage.Certified(TestBlocks.certificate(7, 1, 0, B1.hash(), 0, 1, 2, 3, 4)),
                "another member set");
        assertRefused(new PbftMessage.Certified(TestBlocks.certificate(SIZE, 1, 0, B1.hash(), 0, 1, 5)), "no member 5");
    }

    @Test
    void viewChangesAreConsistent() {
        assertRefused(new NewView(4, List.of(CHANGE, CHANGE)), "twice by member 2");
        assertRefused(new NewView(5, List.of(CHANGE)), "of another view");
        assertRefused(
                new ViewChange(2, 4, 3, Optional.of(C1), Optional.empty(), CHANGE.signature()),
                "not of its committed height");
        assertRefused(TestBlocks.viewChange(SIZE, 2, 1, Optional.of(C1), Optional.of(P2)), "not of the open height");
        assertRefused(TestBlocks.viewChange(SIZE, 2, 4, Optional.empty(), Optional.of(P2)), "not of the open height");
    }

    private static void assertMalformed(PbftMessage message, String why) {
        assertThatThrownBy(() -> CODEC.decode(CODEC.encode(message)))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining(why);
    }

    @Test
    void blocksFollowEachOtherUpToTheCertificate() {
        assertMalformed(new PbftMessage.Blocks(List.of(B2, B1), List.of(), C1), "does not follow");
        assertMalformed(new PbftMessage.Blocks(List.of(B1), List.of(), C2), "not of the last one");
    }

    @Test
    void bodyIsTheOneOfTheHeader() {
        Block other = new Block(B2.header(), Optional.of(C2), List.of());
        assertMalformed(new PbftMessage.OneBlock(other), "not the one that the header names");
    }

    @Test
    void framesOfWrongShapeAreRefused() {
        Frame good = CODEC.encode(CHANGE);
        assertThatThrownBy(() -> CODEC.decode(new Frame(Channel.CONSENSUS, good.header(), List.of())))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> CODEC.decode(new Frame(Channel.CONSENSUS, Bytes.utf8("??"), good.attachments())))
                .isInstanceOf(MalformedException.class);
    }
}
