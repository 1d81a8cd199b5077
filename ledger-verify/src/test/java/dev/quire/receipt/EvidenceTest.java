package dev.quire.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.block.Certificate;
import dev.quire.block.Certificate.MemberSignature;
import dev.quire.block.ConsensusMode;
import dev.quire.block.Evidence;
import dev.quire.block.MemberSet;
import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.block.Vote;
import dev.quire.block.VoteKind;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Domain;
import dev.quire.hash.Hash;
import dev.quire.receipt.Verification.Reason;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Evidence of lies as a portable object (docs/spec/formats.md, section 6.6); signatures are keyed hashes here. */
class EvidenceTest {
    private static final Hash CHAIN = hash("chain");
    private static final MemberSet MEMBERS = MemberSet.of(
            ConsensusMode.BFT, IntStream.range(0, 4).mapToObj(EvidenceTest::key).toList());
    private final EvidenceVerifier verifier =
            new EvidenceVerifier((key, message, signature) -> sign(key, message).equals(signature));

    private static Hash hash(String text) {
        return Domain.BLOCK.hash(Bytes.utf8(text));
    }

    private static PublicKey key(int i) {
        byte[] bytes = new byte[PublicKey.SIZE];
        bytes[0] = (byte) (i + 1);
        return new PublicKey(Bytes.wrap(bytes));
    }

    private static Signature sign(PublicKey key, Bytes message) {
        Bytes half = Domain.BLOCK.hash(key.bytes().concat(message)).bytes();
        return new Signature(half.concat(half));
    }

    private static Vote vote(VoteKind kind, String block) {
        return new Vote(kind, CHAIN, MEMBERS.hash(), 7, 3, hash(block));
    }

    private static Evidence.DoubleVote lie(int member, VoteKind kind) {
        Vote first = vote(kind, "x");
        Vote second = vote(kind, "y");
        return new Evidence.DoubleVote(
                key(member),
                first,
                sign(key(member), first.signingBytes()),
                second,
                sign(key(member), second.signingBytes()));
    }

    private static Certificate certificate(String block, int signers) {
        Vote vote = vote(VoteKind.COMMIT, block);
        List<MemberSignature> signatures = IntStream.range(0, signers)
                .mapToObj(i -> new MemberSignature(i, sign(key(i), vote.signingBytes())))
                .toList();
        return new Certificate(ConsensusMode.BFT, 7, hash(block), 3, MEMBERS.hash(), signatures);
    }

    @ParameterizedTest
    @EnumSource(names = {"PROPOSE", "PREPARE", "COMMIT"})
    void doubleVoteConvictsAndTravels(VoteKind kind) throws MalformedException {
        Evidence.DoubleVote lie = lie(2, kind);
        assertThat(verifier.verify(lie, CHAIN, MEMBERS)).isEmpty();
        assertThat(Evidence.decode(lie.encoded())).isEqualTo(lie);
    }

    @Test
    void conflictingCertificatesConvictAndTravel() throws MalformedException {
        Evidence fork = new Evidence.ConflictingCertificates(certificate("x", 3), certificate("y", 4));
        assertThat(verifier.verify(fork, CHAIN, MEMBERS)).isEmpty();
        assertThat(Evidence.decode(fork.encoded())).isEqualTo(fork);
        assertThat(verifier.verify(
                                new Evidence.ConflictingCertificates(certificate("x", 3), certificate("y", 2)),
                                CHAIN,
                                MEMBERS)
                        .orElseThrow()
                        .reason())
                .isEqualTo(Reason.TOO_FEW_SIGNATURES);
    }

    @Test
    void nobodyIsConvictedByWhatHeDidNotSign() {
        Evidence.DoubleVote lie = lie(2, VoteKind.PREPARE);
        Evidence framed =
                new Evidence.DoubleVote(key(1), lie.first(), lie.firstSignature(), lie.second(), lie.secondSignature());
        assertThat(verifier.verify(framed, CHAIN, MEMBERS).orElseThrow().reason())
                .isEqualTo(Reason.BAD_SIGNATURE);
        assertThat(verifier.verify(lie(9, VoteKind.PREPARE), CHAIN, MEMBERS)
                        .orElseThrow()
                        .reason())
                .isEqualTo(Reason.UNKNOWN_SIGNER);
        assertThat(verifier.verify(lie, hash("other"), MEMBERS).orElseThrow().reason())
                .isEqualTo(Reason.FOREIGN_CHAIN);
    }

    @Test
    void whatHonestMembersMaySignIsNoEvidence() {
        Vote prepare = vote(VoteKind.PREPARE, "x");
        Signature any = sign(key(0), Bytes.EMPTY);
        for (Vote other : List.of(
                prepare,
                vote(VoteKind.COMMIT, "y"),
                new Vote(VoteKind.PREPARE, CHAIN, MEMBERS.hash(), 7, 4, hash("y")))) {
            assertThatThrownBy(() -> new Evidence.DoubleVote(key(0), prepare, any, other, any))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new Evidence.DoubleVote(
                        key(0), vote(VoteKind.STATUS, "x"), any, vote(VoteKind.STATUS, "y"), any))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Evidence.ConflictingCertificates(certificate("x", 3), certificate("x", 4)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void otherBytesAreRefused() {
        Bytes good = lie(2, VoteKind.COMMIT).encoded();
        for (Bytes bad : List.of(Bytes.EMPTY, good.slice(0, good.size() - 1), good.concat(Bytes.utf8("x")))) {
            assertThatThrownBy(() -> Evidence.decode(bad)).isInstanceOf(MalformedException.class);
        }
    }
}
