package dev.quire.raft;

import static dev.quire.raft.EngineFixture.N1;
import static dev.quire.raft.EngineFixture.N2;
import static dev.quire.raft.EngineFixture.N3;
import static dev.quire.raft.EngineFixture.only;
import static dev.quire.raft.EngineFixture.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.Certificate;
import dev.quire.block.Certificate.MemberSignature;
import dev.quire.block.ConsensusMode;
import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.block.Vote;
import dev.quire.block.VoteKind;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.Input;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Seals and the certificates made of them (ARCHITECTURE.md, section 3.4). */
class SealTest {
    private static final Hash MEMBERS = TestBlocks.members(3).voters().hash();

    private static Vote vote(long height, Hash hash) {
        return new Vote(VoteKind.SEAL, TestBlocks.CHAIN, MEMBERS, height, 0, hash);
    }

    private static Signature seal(PublicKey member, long height, Hash hash) {
        return TestBlocks.sign(member, vote(height, hash).signingBytes());
    }

    private static Certificate certificate(Entry entry) {
        Hash hash = entry.block().hash();
        return new Certificate(
                ConsensusMode.CFT,
                entry.height(),
                hash,
                0,
                MEMBERS,
                List.of(
                        new MemberSignature(0, seal(N1, entry.height(), hash)),
                        new MemberSignature(2, seal(N3, entry.height(), hash))));
    }

    /** A leader of term 1 that has committed block 1. */
    private static EngineFixture leader() {
        EngineFixture n1 = EngineFixture.follower(3, 0).elected();
        n1.buildNext();
        n1.persistAll();
        n1.receive(N2, new RaftMessage.Accepted(1, 1, 1, 0, 0, false));
        n1.receive(N3, new RaftMessage.Accepted(1, 1, 1, 0, 0, false));
        return n1;
    }

    @Test
    void leaderAsksForSealsOnceTheBlockIsApplied() {
        EngineFixture n1 = leader();
        Hash hash = n1.newest().block().hash();
        assertThat(n1.step(new Input.AppliedUpTo(1)))
                .containsExactly(
                        new Effect.Send(N2, new RaftMessage.SealRequest(1, 1, hash)),
                        new Effect.Send(N3, new RaftMessage.SealRequest(1, 1, hash)),
                        new Effect.CastVote(4, vote(1, hash)));
    }

    @Test
    void majorityOfSealsIsACertificateAndTheOthersLearnIt() {
        EngineFixture n1 = leader();
        Hash hash = n1.newest().block().hash();
        n1.step(new Input.AppliedUpTo(1));
        assertThat(n1.receive(N3, new RaftMessage.Seal(1, 1, hash, seal(N3, 1, hash))))
                .isEmpty();
        Certificate certificate = certificate(n1.newest());
        assertThat(n1.step(new Input.VoteCast(4, Optional.of(seal(N1, 1, hash)))))
                .containsExactly(
                        new Effect.CertificateFormed(certificate),
                        new Effect.Send(N2, new RaftMessage.NewCertificate(1, certificate)),
                        new Effect.Send(N3, new RaftMessage.NewCertificate(1, certificate)));
    }

    @Test
    void unansweredRequestIsRepeatedToThoseThatAreSilent() {
        EngineFixture n1 = leader();
        Hash hash = n1.newest().block().hash();
        n1.step(new Input.AppliedUpTo(1));
        n1.step(new Input.VoteCast(4, Optional.of(seal(N1, 1, hash))));
        List<Effect> effects = n1.after(300_000);
        assertThat(to(N2, effects)).contains(new RaftMessage.SealRequest(1, 1, hash));
        assertThat(only(Effect.CastVote.class, effects)).isEmpty();
    }

    @Test
    void followerSealsOnlyWhatItHasCommittedAndApplied() {
        EngineFixture n1 = EngineFixture.follower(3, 1, 1, 1);
        Hash hash = TestBlocks.chain(1, 1).get(1).block().hash();
        n1.receive(N2, new RaftMessage.Append(1, 2, 1, 2, 0, List.of()));
        assertThat(n1.receive(N2, new RaftMessage.SealRequest(1, 2, hash))).isEmpty();
        assertThat(n1.step(new Input.AppliedUpTo(1))).isEmpty();
        assertThat(n1.step(new Input.AppliedUpTo(2))).containsExactly(new Effect.CastVote(1, vote(2, hash)));
        assertThat(n1.step(new Input.VoteCast(1, Optional.of(seal(N1, 2, hash)))))
                .containsExactly(new Effect.Send(N2, new RaftMessage.Seal(1, 2, hash, seal(N1, 2, hash))));
    }

    @Test
    void followerRepeatsItsLastSealToANewLeader() {
        EngineFixture n1 = EngineFixture.follower(3, 1, 1, 1);
        Hash hash = TestBlocks.chain(1, 1).get(1).block().hash();
        n1.receive(N2, new RaftMessage.Append(1, 2, 1, 2, 0, List.of()));
        n1.step(new Input.AppliedUpTo(2));
        n1.receive(N2, new RaftMessage.SealRequest(1, 2, hash));
        n1.step(new Input.VoteCast(1, Optional.of(seal(N1, 2, hash))));
        n1.receive(N3, new RaftMessage.Append(2, 2, 1, 2, 0, List.of()));
        n1.persistAll();
        assertThat(n1.receive(
                        N3,
                        new RaftMessage.SealRequest(
                                2, 1, TestBlocks.chain(1).get(0).block().hash())))
                .containsExactly(new Effect.Send(N3, new RaftMessage.Seal(2, 2, hash, seal(N1, 2, hash))));
    }

    @Test
    void followerDoesNotSealAnotherHash() {
        EngineFixture n1 = EngineFixture.follower(3, 1, 1);
        n1.receive(N2, new RaftMessage.Append(1, 1, 1, 1, 0, List.of()));
        n1.step(new Input.AppliedUpTo(1));
        assertThat(n1.receive(N2, new RaftMessage.SealRequest(1, 1, Hash.ZERO))).isEmpty();
    }

    @Test
    void certificateIsTakenOnceItsBlockIsCommitted() {
        EngineFixture n1 = EngineFixture.follower(3, 1, 1);
        Certificate certificate = certificate(TestBlocks.chain(1).get(0));
        n1.receive(N2, new RaftMessage.Append(1, 1, 1, 0, 0, List.of()));
        assertThat(n1.receive(N2, new RaftMessage.NewCertificate(1, certificate)))
                .isEmpty();
        assertThat(n1.receive(N2, new RaftMessage.Append(1, 1, 1, 1, 0, List.of())))
                .contains(new Effect.CertificateFormed(certificate));
        assertThat(n1.receive(N2, new RaftMessage.NewCertificate(1, certificate)))
                .isEmpty();
    }

    @Test
    void certificateForAnotherBlockThanTheCommittedOneHaltsTheNode() {
        EngineFixture n1 = EngineFixture.follower(3, 1, 1);
        n1.receive(N2, new RaftMessage.Append(1, 1, 1, 1, 0, List.of()));
        Entry other = new Entry(1, TestBlocks.block(TestBlocks.GENESIS, 1, 55, N2));
        assertThat(only(Effect.Halt.class, n1.receive(N2, new RaftMessage.NewCertificate(1, certificate(other)))))
                .hasSize(1);
    }
}
