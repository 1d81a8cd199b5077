package dev.quire.raft;

import dev.quire.block.Certificate;
import dev.quire.block.Certificate.MemberSignature;
import dev.quire.block.ConsensusMode;
import dev.quire.block.MemberSet;
import dev.quire.block.PublicKey;
import dev.quire.block.Vote;
import dev.quire.block.VoteKind;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.MessageCodec.SignatureCheck;
import java.util.ArrayList;
import java.util.List;

/** Which signatures a message stands on. Only seals and certificates have any; the rest is as good as its connection. */
final class RaftSignatures {
    private RaftSignatures() {}

    static List<SignatureCheck> of(RaftMessage message, PublicKey from, Hash chainId, MemberSet members)
            throws MalformedException {
        if (message instanceof RaftMessage.Seal seal) {
            Vote vote = new Vote(VoteKind.SEAL, chainId, members.hash(), seal.height(), 0, seal.blockHash());
            if (!members.contains(from)) {
                throw new MalformedException("seal: " + from + " is no member");
            }
            return List.of(new SignatureCheck(from, vote.signingBytes(), seal.signature()));
        }
        if (message instanceof RaftMessage.NewCertificate announced) {
            return ofCertificate(announced.certificate(), chainId, members);
        }
        return List.of();
    }

    private static List<SignatureCheck> ofCertificate(Certificate certificate, Hash chainId, MemberSet members)
            throws MalformedException {
        if (certificate.mode() != ConsensusMode.CFT || certificate.view() != 0) {
            throw new MalformedException(
                    "certificate: mode " + certificate.mode() + " and view " + certificate.view() + " on a Raft chain");
        }
        if (!certificate.memberSetHash().equals(members.hash())) {
            throw new MalformedException("certificate: of another member set, " + certificate.memberSetHash());
        }
        if (certificate.signatures().size() < ConsensusMode.CFT.quorum(members.size())) {
            throw new MalformedException("certificate: only "
                    + certificate.signatures().size() + " of " + members.size() + " members signed");
        }
        Bytes signed = certificate.vote(chainId).signingBytes();
        List<SignatureCheck> checks = new ArrayList<>();
        for (MemberSignature one : certificate.signatures()) {
            if (one.memberIndex() >= members.size()) {
                throw new MalformedException("certificate: there is no member " + one.memberIndex());
            }
            checks.add(new SignatureCheck(members.members().get(one.memberIndex()), signed, one.signature()));
        }
        return checks;
    }
}
