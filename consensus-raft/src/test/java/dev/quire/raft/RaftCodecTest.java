package dev.quire.raft;

import static dev.quire.raft.EngineFixture.N2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.block.Certificate;
import dev.quire.block.Certificate.MemberSignature;
import dev.quire.block.ConsensusMode;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.raft.wire.RaftFrame;
import dev.quire.spi.consensus.Membership;
import dev.quire.spi.net.Channel;
import dev.quire.spi.net.Frame;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RaftCodecTest {
    private static final RaftCodec CODEC = new RaftCodec();
    private static final Membership MEMBERS = TestBlocks.members(3);
    private static final Signature SIGNATURE = TestBlocks.sign(N2, Bytes.utf8("x"));

    static List<RaftMessage> messages() {
        return List.of(
                new RaftMessage.PreVote(1, 2, 3),
                new RaftMessage.PreVoteReply(4, 3, true),
                new RaftMessage.RequestVote(5, 4, 9, true),
                new RaftMessage.VoteReply(5, true),
                new RaftMessage.Append(3, 0, 0, 1, 8, TestBlocks.chain(1, 2, 2)),
                new RaftMessage.Append(3, 7, 2, 1, 8, List.of()),
                new RaftMessage.Accepted(3, 7, 6, 2, 5, true),
                new RaftMessage.Rejected(3, 7, 2, 4, 2, 5, false),
                new RaftMessage.Refused(3, 2, 7, TestBlocks.CHAIN, "why"),
                new RaftMessage.SealRequest(3, 7, TestBlocks.CHAIN),
                new RaftMessage.Seal(3, 7, TestBlocks.CHAIN, SIGNATURE),
                new RaftMessage.NewCertificate(3, certificate(0, 1)),
                new RaftMessage.ReadAsk(3, 12),
                new RaftMessage.ReadAnswer(3, 12, OptionalLong.of(0)),
                new RaftMessage.ReadAnswer(3, 12, OptionalLong.empty()),
                new RaftMessage.RecoverAsk(4, 5),
                new RaftMessage.RecoverUpTo(4, 5, 6),
                new RaftMessage.TimeoutNow(3));
    }

    private static Certificate certificate(int... members) {
        return new Certificate(
                ConsensusMode.CFT,
                7,
                TestBlocks.CHAIN,
                0,
                MEMBERS.voters().hash(),
                Arrays.stream(members)
                        .mapToObj(i -> new MemberSignature(i, SIGNATURE))
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyMessageComesBackAsItWas(RaftMessage message) throws MalformedException {
        assertThat(CODEC.decode(CODEC.encode(message))).isEqualTo(message);
    }

    @Test
    void longExplanationIsCut() throws MalformedException {
        RaftMessage sent = new RaftMessage.Refused(3, 2, 7, TestBlocks.CHAIN, "x".repeat(5_000));
        RaftMessage.Refused received = (RaftMessage.Refused) CODEC.decode(CODEC.encode(sent));
        assertThat(received.why()).hasSize(RaftCodec.MAX_EXPLANATION);
    }

    private static void refused(Frame frame, String why) {
        assertThatThrownBy(() -> CODEC.decode(frame))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining(why);
    }

    private static Frame withHeader(RaftFrame header, Bytes... attachments) {
        return new Frame(Channel.CONSENSUS, Bytes.wrap(header.toByteArray()), List.of(attachments));
    }

    @Test
    void garbageIsRefused() {
        refused(new Frame(Channel.CONSENSUS, Bytes.fromHex("ffffffff"), List.of()), "no protobuf message");
        refused(new Frame(Channel.CONSENSUS, Bytes.EMPTY, List.of()), "unknown kind");
        refused(new Frame(Channel.CHAIN, Bytes.EMPTY, List.of()), "channel");
        refused(withHeader(RaftFrame.newBuilder().setTerm(-1).build()), "above 2^62");
    }

    @Test
    void attachmentsMustBeThoseThatTheHeaderNames() {
        Frame append = CODEC.encode(new RaftMessage.Append(3, 0, 0, 1, 8, TestBlocks.chain(1, 2)));
        refused(
                new Frame(
                        Channel.CONSENSUS, append.header(), append.attachments().subList(0, 1)),
                "attachments");
        Frame vote = CODEC.encode(new RaftMessage.VoteReply(5, true));
        refused(new Frame(Channel.CONSENSUS, vote.header(), append.attachments()), "attachments");
    }

    @Test
    void entriesMustFollowEachOtherAndTermsMustNotFall() {
        Frame gap = CODEC.encode(new RaftMessage.Append(3, 4, 1, 1, 8, TestBlocks.chain(1, 2)));
        refused(gap, "height 1");
        Frame falling = CODEC.encode(new RaftMessage.Append(3, 0, 2, 1, 8, TestBlocks.chain(1)));
        refused(falling, "term 1");
        Frame future = CODEC.encode(new RaftMessage.Append(3, 0, 0, 1, 8, TestBlocks.chain(4)));
        refused(future, "term 4");
    }

    @Test
    void hashesAndSignaturesHaveTheirSizes() {
        Frame seal = CODEC.encode(new RaftMessage.Seal(3, 7, TestBlocks.CHAIN, SIGNATURE));
        refused(new Frame(Channel.CONSENSUS, seal.header(), List.of(Bytes.fromHex("00"))), "signature of 1 bytes");
        refused(
                withHeader(RaftFrame.newBuilder()
                        .setSealRequest(dev.quire.raft.wire.SealRequest.getDefaultInstance())
                        .build()),
                "hash of 0 bytes");
    }

    @Test
    void sealIsCheckedAgainstItsSender() throws MalformedException {
        assertThat(CODEC.signatures(
                        new RaftMessage.Seal(3, 7, TestBlocks.CHAIN, SIGNATURE), N2, TestBlocks.CHAIN, MEMBERS))
                .singleElement()
                .satisfies(check -> {
                    assertThat(check.member()).isEqualTo(N2);
                    assertThat(check.message())
                            .isEqualTo(certificate(0, 1).vote(TestBlocks.CHAIN).signingBytes());
                });
    }

    @Test
    void certificateIsCheckedMemberByMember() throws MalformedException {
        assertThat(CODEC.signatures(
                        new RaftMessage.NewCertificate(3, certificate(0, 2)), N2, TestBlocks.CHAIN, MEMBERS))
                .extracting(check -> check.member())
                .containsExactly(TestBlocks.key(1), TestBlocks.key(3));
    }

    @Test
    void certificateThatCannotBeTrueIsRefusedBeforeAnySignature() {
        Certificate otherMembers = new Certificate(
                ConsensusMode.CFT,
                7,
                TestBlocks.CHAIN,
                0,
                Hash.ZERO,
                certificate(0, 1).signatures());
        Certificate otherMode = new Certificate(
                ConsensusMode.BFT,
                7,
                TestBlocks.CHAIN,
                0,
                MEMBERS.voters().hash(),
                certificate(0, 1).signatures());
        for (Certificate bad : List.of(certificate(1), certificate(0, 3), otherMembers, otherMode)) {
            assertThatThrownBy(() ->
                            CODEC.signatures(new RaftMessage.NewCertificate(3, bad), N2, TestBlocks.CHAIN, MEMBERS))
                    .isInstanceOf(MalformedException.class);
        }
    }
}
