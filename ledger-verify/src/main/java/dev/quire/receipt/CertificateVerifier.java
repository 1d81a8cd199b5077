package dev.quire.receipt;

import dev.quire.block.Certificate;
import dev.quire.block.Certificate.MemberSignature;
import dev.quire.block.ConsensusMode;
import dev.quire.block.MemberSet;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.receipt.Verification.Invalid;
import dev.quire.receipt.Verification.Reason;
import dev.quire.signature.SignatureRule;
import dev.quire.signature.StrictEd25519;
import java.util.Optional;

/** Checks certificates against member sets. As safe for several threads as its signature rule. */
public final class CertificateVerifier {
    private final SignatureRule rule;

    /** Rule M with the JDK alone. */
    public CertificateVerifier() {
        this(StrictEd25519::verifyMember);
    }

    /** @param rule must give the answers of rule M */
    public CertificateVerifier(SignatureRule rule) {
        this.rule = rule;
    }

    /**
     * What is wrong with {@code certificate} as one of {@code members} on chain {@code chainId}; empty if it holds. One
     * bad signature spoils it, though the others be enough: an honest certificate has none. What block it is of is left
     * to the caller.
     */
    public Optional<Invalid> verify(Certificate certificate, Hash chainId, MemberSet members) {
        if (!certificate.memberSetHash().equals(members.hash())) {
            return invalid(Reason.WRONG_MEMBER_SET, "the certificate names another member set than the one in force");
        }
        if (certificate.mode() != members.mode()) {
            return invalid(
                    Reason.WRONG_MODE,
                    "the certificate is " + certificate.mode() + ", its member set is " + members.mode());
        }
        if (certificate.mode() == ConsensusMode.CFT && certificate.view() != 0) {
            return invalid(Reason.WRONG_MODE, "a CFT certificate has view 0, not " + certificate.view());
        }
        int count = certificate.signatures().size();
        if (count < members.quorum()) {
            return invalid(
                    Reason.TOO_FEW_SIGNATURES,
                    count + " of " + members.size() + " members signed, " + members.quorum() + " must");
        }
        return verifySignatures(certificate, chainId, members);
    }

    private Optional<Invalid> verifySignatures(Certificate certificate, Hash chainId, MemberSet members) {
        Bytes message = certificate.vote(chainId).signingBytes();
        for (MemberSignature signed : certificate.signatures()) {
            int index = signed.memberIndex();
            if (index >= members.size()) {
                return invalid(Reason.UNKNOWN_SIGNER, "there is no member " + index + " of " + members.size());
            }
            if (!rule.verify(members.members().get(index), message, signed.signature())) {
                return invalid(Reason.BAD_SIGNATURE, "the signature of member " + index + " does not fit");
            }
        }
        return Optional.empty();
    }

    private static Optional<Invalid> invalid(Reason reason, String explanation) {
        return Optional.of(reason.because(explanation));
    }
}
