package dev.quire.receipt;

import dev.quire.block.Evidence;
import dev.quire.block.MemberSet;
import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.block.Vote;
import dev.quire.hash.Hash;
import dev.quire.receipt.Verification.Invalid;
import dev.quire.receipt.Verification.Reason;
import dev.quire.signature.SignatureRule;
import dev.quire.signature.StrictEd25519;
import java.util.Optional;

/** Checks that evidence convicts somebody. As safe for several threads as its signature rule. */
public final class EvidenceVerifier {
    private final SignatureRule rule;

    /** Rule M with the JDK alone. */
    public EvidenceVerifier() {
        this(StrictEd25519::verifyMember);
    }

    /** @param rule must give the answers of rule M */
    public EvidenceVerifier(SignatureRule rule) {
        this.rule = rule;
    }

    /** What is wrong with {@code evidence} against {@code members} on chain {@code chainId}; empty if it holds. */
    public Optional<Invalid> verify(Evidence evidence, Hash chainId, MemberSet members) {
        if (evidence instanceof Evidence.DoubleVote lie) {
            return verify(lie, chainId, members);
        }
        Evidence.ConflictingCertificates fork = (Evidence.ConflictingCertificates) evidence;
        CertificateVerifier certificates = new CertificateVerifier(rule);
        return certificates
                .verify(fork.first(), chainId, members)
                .or(() -> certificates.verify(fork.second(), chainId, members));
    }

    private Optional<Invalid> verify(Evidence.DoubleVote lie, Hash chainId, MemberSet members) {
        if (!lie.first().chainId().equals(chainId)) {
            return Optional.of(Reason.FOREIGN_CHAIN.because("the votes are of chain "
                    + lie.first().chainId().abbreviated() + ", not of " + chainId.abbreviated()));
        }
        if (!lie.first().memberSetHash().equals(members.hash())) {
            return Optional.of(Reason.WRONG_MEMBER_SET.because("the votes name another member set than the one given"));
        }
        if (!members.contains(lie.member())) {
            return Optional.of(Reason.UNKNOWN_SIGNER.because("the accused is no member"));
        }
        boolean signedBoth = signed(lie.member(), lie.first(), lie.firstSignature())
                && signed(lie.member(), lie.second(), lie.secondSignature());
        return signedBoth
                ? Optional.empty()
                : Optional.of(Reason.BAD_SIGNATURE.because("the accused did not sign both votes"));
    }

    private boolean signed(PublicKey member, Vote vote, Signature signature) {
        return rule.verify(member, vote.signingBytes(), signature);
    }
}
