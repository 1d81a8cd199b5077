package dev.quire.pbft;

import dev.quire.block.Block;
import dev.quire.block.Certificate;
import dev.quire.block.Certificate.MemberSignature;
import dev.quire.block.ConsensusMode;
import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.block.Vote;
import dev.quire.block.VoteKind;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.MessageCodec.SignatureCheck;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Which signatures a message stands on: its own, and those of every certificate and view change inside. What cannot be
 * true whatever they say is refused here too, so the engine counts votes and never doubts them.
 */
final class PbftSignatures {
    private final Hash chainId;
    private final Members members;
    /** Each once: the VIEW-CHANGEs of a quorum mostly carry the same certificate. */
    private final LinkedHashSet<SignatureCheck> checks = new LinkedHashSet<>();

    PbftSignatures(Hash chainId, Members members) {
        this.chainId = chainId;
        this.members = members;
    }

    List<SignatureCheck> of(PbftMessage message, PublicKey from) throws MalformedException {
        int sender = members.indexOf(from);
        if (sender < 0) {
            throw new MalformedException(from + " is no member");
        }
        if (message instanceof PbftMessage.PrePrepare proposal) {
            addProposal(proposal);
        } else if (message instanceof PbftMessage.Ballot ballot) {
            add(sender, vote(ballot.kind(), ballot.height(), ballot.view(), ballot.blockHash()), ballot.signature());
        } else if (message instanceof ViewChange change) {
            addChange(change);
        } else if (message instanceof NewView newView) {
            addNewView(newView);
        } else if (message instanceof PbftMessage.Certified certified) {
            addCertificate(certified.certificate());
        } else if (message instanceof PbftMessage.Blocks blocks) {
            addCertificate(blocks.certificate());
            for (Block block : blocks.blocks()) {
                addCertificate(block.lastCertificate());
            }
        } else if (message instanceof PbftMessage.OneBlock one) {
            addCertificate(one.block().lastCertificate());
        } else if (message instanceof PbftMessage.ReadAnswer answer) {
            addAnswer(sender, answer);
        }
        return new ArrayList<>(checks);
    }

    private void addProposal(PbftMessage.PrePrepare proposal) throws MalformedException {
        int proposer = members.proposer(proposal.height(), proposal.view());
        Vote vote = vote(
                VoteKind.PROPOSE,
                proposal.height(),
                proposal.view(),
                proposal.block().hash());
        add(proposer, vote, proposal.signature());
        addCertificate(proposal.block().lastCertificate());
        if (proposal.newView().isPresent()) {
            addNewView(proposal.newView().get());
        }
    }

    private void addNewView(NewView newView) throws MalformedException {
        int last = -1;
        for (ViewChange change : newView.changes()) {
            if (change.view() != newView.view() || change.member() <= last) {
                throw new MalformedException(
                        "new view: a view change of another view, or twice by member " + change.member());
            }
            last = change.member();
            addChange(change);
        }
    }

    private void addChange(ViewChange change) throws MalformedException {
        boolean certified = change.certificate().isPresent()
                ? change.certificate().get().height() == change.committedHeight()
                : change.committedHeight() == 0;
        if (!certified || change.view() < 1) {
            throw new MalformedException("view change: its certificate is not of its committed height");
        }
        Optional<PreparedCertificate> prepared = change.prepared();
        if (prepared.isPresent()
                && (prepared.get().height() != change.committedHeight() + 1
                        || prepared.get().view() >= change.view())) {
            throw new MalformedException("view change: its prepared certificate is not of the open height");
        }
        add(change.member(), change.vote(chainId, members.hash()), change.signature());
        addCertificate(change.certificate());
        addPrepared(prepared);
    }

    private void addAnswer(int sender, PbftMessage.ReadAnswer answer) throws MalformedException {
        Vote vote = PbftMessage.ReadAnswer.vote(
                chainId, members.hash(), answer.nonce(), answer.view(), answer.certificate(), answer.prepared());
        add(sender, vote, answer.signature());
        addCertificate(answer.certificate());
        addPrepared(answer.prepared());
    }

    private void addCertificate(Optional<Certificate> certificate) throws MalformedException {
        if (certificate.isPresent()) {
            addCertificate(certificate.get());
        }
    }

    private void addCertificate(Certificate certificate) throws MalformedException {
        if (certificate.mode() != ConsensusMode.BFT || certificate.height() < 1) {
            throw new MalformedException("certificate: mode " + certificate.mode() + " and height "
                    + certificate.height() + " on a PBFT chain");
        }
        if (!certificate.memberSetHash().equals(members.hash())) {
            throw new MalformedException("certificate: of another member set, " + certificate.memberSetHash());
        }
        addQuorum(certificate.vote(chainId), certificate.signatures());
    }

    private void addPrepared(Optional<PreparedCertificate> prepared) throws MalformedException {
        if (prepared.isPresent()) {
            addQuorum(
                    prepared.get().vote(chainId, members.hash()), prepared.get().signatures());
        }
    }

    private void addQuorum(Vote vote, List<MemberSignature> signatures) throws MalformedException {
        if (signatures.size() < members.quorum()) {
            throw new MalformedException(
                    "certificate: only " + signatures.size() + " of " + members.size() + " members signed");
        }
        for (MemberSignature one : signatures) {
            add(one.memberIndex(), vote, one.signature());
        }
    }

    private Vote vote(VoteKind kind, long height, long view, Hash blockHash) {
        return new Vote(kind, chainId, members.hash(), height, view, blockHash);
    }

    private void add(int member, Vote vote, Signature signature) throws MalformedException {
        if (member >= members.size()) {
            throw new MalformedException("there is no member " + member);
        }
        Bytes signed = vote.signingBytes();
        checks.add(new SignatureCheck(members.key(member), signed, signature));
    }
}
