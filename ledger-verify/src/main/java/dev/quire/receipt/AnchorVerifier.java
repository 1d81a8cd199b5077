package dev.quire.receipt;

import dev.quire.block.BlockHeader;
import dev.quire.block.Certificate;
import dev.quire.block.MemberSet;
import dev.quire.hash.Hash;
import dev.quire.receipt.Verification.Invalid;
import dev.quire.receipt.Verification.Reason;
import java.util.Optional;

/** Checks what all proofs have: a block of the right chain, and an anchor that ties it to the trusted members. */
final class AnchorVerifier {
    private final CertificateVerifier certificates;

    AnchorVerifier(CertificateVerifier certificates) {
        this.certificates = certificates;
    }

    /** The chain that a header is of: block 0 has no chain id but is what it is the hash of. */
    static Hash chainId(BlockHeader header) {
        return header.height() == 0 ? header.hash() : header.chainId();
    }

    /** Is all of the chain that the policy wants? */
    Optional<Invalid> checkChain(Proof proof, Policy policy) {
        Hash chainId = chainId(proof.header());
        if (policy.chainId().isPresent() && !policy.chainId().get().equals(chainId)) {
            return invalid(
                    Reason.FOREIGN_CHAIN,
                    "the proof is of chain " + chainId + ", not "
                            + policy.chainId().get());
        }
        if (!chainId(proof.anchor().header()).equals(chainId)) {
            return invalid(Reason.FOREIGN_CHAIN, "the anchor is of another chain than the block that it is to tie");
        }
        return Optional.empty();
    }

    /** Is the block in the anchor's history? */
    Optional<Invalid> checkHistory(Proof proof) {
        BlockHeader old = proof.header();
        BlockHeader anchor = proof.anchor().header();
        return History.covers(anchor, old, proof.anchor().historyPath())
                ? Optional.empty()
                : invalid(
                        Reason.BLOCK_NOT_IN_HISTORY,
                        "the anchor at height " + anchor.height() + " does not cover this block at height "
                                + old.height());
    }

    /**
     * Walks from the trusted set to the anchor's, then checks the anchor itself. Steps of sets before the trusted one lead
     * nobody to it and need not hold: a file serves those who trust the first members and those who know later ones.
     */
    Optional<Invalid> checkCertificates(Proof proof, MemberSet trusted, Policy policy) {
        Anchor anchor = proof.anchor();
        Hash chainId = chainId(proof.header());
        MemberSet members = trusted;
        boolean reached = false;
        long height = -1;
        for (MemberSetLink link : anchor.memberSets()) {
            BlockHeader header = link.header();
            if (header.height() <= height || header.height() >= anchor.header().height()) {
                return invalid(
                        Reason.BROKEN_MEMBER_SET_CHAIN,
                        "member sets must follow each other in height and end below the anchor");
            }
            if (!header.nextMemberSetHash().equals(link.newSet().hash())) {
                return invalid(
                        Reason.BROKEN_MEMBER_SET_CHAIN,
                        "the block at height " + header.height() + " names another next member set");
            }
            height = header.height();
            reached |= header.memberSetHash().equals(members.hash());
            if (reached) {
                Optional<Invalid> problem = checkCertified(header, link.certificate(), chainId, members, policy);
                if (problem.isPresent()) {
                    return problem;
                }
                members = link.newSet();
            }
        }
        return checkCertified(anchor.header(), anchor.certificate(), chainId, members, policy);
    }

    private Optional<Invalid> checkCertified(
            BlockHeader header, Certificate certificate, Hash chainId, MemberSet members, Policy policy) {
        if (!chainId(header).equals(chainId)) {
            return invalid(Reason.FOREIGN_CHAIN, "the block at height " + header.height() + " is of another chain");
        }
        if (!header.memberSetHash().equals(members.hash())) {
            return invalid(
                    Reason.WRONG_MEMBER_SET,
                    "the block at height " + header.height() + " is not of the member set that trust leads to");
        }
        if (certificate.height() != header.height() || !certificate.blockHash().equals(header.hash())) {
            return invalid(
                    Reason.CERTIFICATE_OF_ANOTHER,
                    "the certificate beside the block at height " + header.height() + " is of another block");
        }
        return certificates.verify(certificate, chainId, members).or(() -> checkPolicy(certificate, policy));
    }

    private static Optional<Invalid> checkPolicy(Certificate certificate, Policy policy) {
        if (certificate.mode().compareTo(policy.leastMode()) < 0) {
            return invalid(
                    Reason.BELOW_POLICY,
                    "the certificate is " + certificate.mode() + ", the policy asks for " + policy.leastMode());
        }
        int count = certificate.signatures().size();
        return count >= policy.leastSignatures()
                ? Optional.empty()
                : invalid(
                        Reason.BELOW_POLICY,
                        count + " members signed, the policy asks for " + policy.leastSignatures());
    }

    private static Optional<Invalid> invalid(Reason reason, String explanation) {
        return Optional.of(reason.because(explanation));
    }
}
