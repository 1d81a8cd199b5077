package dev.quire.pbft;

import dev.quire.block.Block;
import dev.quire.block.BlockHeader;
import dev.quire.block.Certificate;
import dev.quire.block.Certificate.MemberSignature;
import dev.quire.block.ConsensusMode;
import dev.quire.block.MemberSet;
import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.block.Vote;
import dev.quire.block.VoteKind;
import dev.quire.codec.Bytes;
import dev.quire.hash.Domain;
import dev.quire.hash.Hash;
import dev.quire.merkle.MerkleTree;
import dev.quire.spi.consensus.Membership;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Blocks that are headers with dummy roots, members with dummy keys, signatures that are hashes. */
final class TestBlocks {
    static final Hash CHAIN = Domain.BLOCK.hash(Bytes.utf8("a chain of the tests"));
    /** The hash of block 0. */
    static final Hash GENESIS = CHAIN;
    /** The state root of a block whose maker computed something else. */
    static final Hash WRONG_ROOT = Domain.BLOCK.hash(Bytes.utf8("a wrong root"));

    private TestBlocks() {}

    /** Member {@code i}, from 0; keys ascend with the number. */
    static PublicKey key(int i) {
        byte[] bytes = new byte[PublicKey.SIZE];
        bytes[0] = (byte) (i + 1);
        return new PublicKey(Bytes.wrap(bytes));
    }

    static int index(PublicKey key) {
        return key.bytes().at(0) - 1;
    }

    static Membership members(int count) {
        return new Membership(MemberSet.of(
                ConsensusMode.BFT,
                IntStream.range(0, count).mapToObj(TestBlocks::key).toList()));
    }

    /** A block that differs from others on the same parent by its {@code mark}. */
    static Block block(Hash parent, long height, long mark, int proposer) {
        return block(parent, height, mark, proposer, Hash.ZERO, Optional.empty());
    }

    static Block block(
            Hash parent, long height, long mark, int proposer, Hash stateRoot, Optional<Certificate> certificate) {
        return new Block(
                new BlockHeader(
                        CHAIN,
                        height,
                        mark,
                        parent,
                        certificate.map(Certificate::height).orElse(0L),
                        certificate.map(Certificate::hash).orElse(Hash.ZERO),
                        key(proposer),
                        MerkleTree.EMPTY_ROOT,
                        0,
                        Hash.ZERO,
                        stateRoot,
                        Hash.ZERO,
                        Hash.ZERO,
                        Hash.ZERO,
                        Hash.ZERO,
                        List.of(),
                        Bytes.EMPTY),
                certificate,
                List.of());
    }

    static Signature sign(PublicKey member, Bytes message) {
        Bytes half = Domain.BLOCK.hash(member.bytes().concat(message)).bytes();
        return new Signature(half.concat(half));
    }

    static Signature sign(int member, Vote vote) {
        return sign(key(member), vote.signingBytes());
    }

    static Vote vote(int members, VoteKind kind, long height, long view, Hash hash) {
        return new Vote(kind, CHAIN, members(members).voters().hash(), height, view, hash);
    }

    static PbftMessage.Ballot ballot(int members, int member, VoteKind kind, long height, long view, Hash hash) {
        return new PbftMessage.Ballot(kind, height, view, hash, sign(member, vote(members, kind, height, view, hash)));
    }

    static PbftMessage.PrePrepare proposal(int members, long view, Block block, Optional<NewView> newView) {
        int proposer = new Members(members(members).voters(), 0).proposer(block.height(), view);
        Vote vote = vote(members, VoteKind.PROPOSE, block.height(), view, block.hash());
        return new PbftMessage.PrePrepare(view, block, sign(proposer, vote), newView);
    }

    static Certificate certificate(int members, long height, long view, Hash hash, int... signers) {
        return new Certificate(
                ConsensusMode.BFT,
                height,
                hash,
                view,
                members(members).voters().hash(),
                signatures(vote(members, VoteKind.COMMIT, height, view, hash), signers));
    }

    static PreparedCertificate prepared(int members, long height, long view, Hash hash, int... signers) {
        return new PreparedCertificate(
                height, view, hash, signatures(vote(members, VoteKind.PREPARE, height, view, hash), signers));
    }

    private static List<MemberSignature> signatures(Vote vote, int... signers) {
        List<MemberSignature> signatures = new ArrayList<>();
        for (int signer : signers) {
            signatures.add(new MemberSignature(signer, sign(signer, vote)));
        }
        return signatures;
    }

    static ViewChange viewChange(
            int members,
            int member,
            long view,
            Optional<Certificate> certificate,
            Optional<PreparedCertificate> prepared) {
        long committed = certificate.map(Certificate::height).orElse(0L);
        Vote vote = ViewChange.vote(CHAIN, members(members).voters().hash(), view, committed, certificate, prepared);
        return new ViewChange(member, view, committed, certificate, prepared, sign(member, vote));
    }
}
