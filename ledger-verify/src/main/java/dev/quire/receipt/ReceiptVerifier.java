package dev.quire.receipt;

import dev.quire.block.BlockHeader;
import dev.quire.block.Certificate;
import dev.quire.block.MemberSet;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.merkle.MerkleProof;
import dev.quire.merkle.MerkleTree;
import dev.quire.receipt.Verification.Invalid;
import dev.quire.receipt.Verification.Reason;
import dev.quire.receipt.Verification.Valid;
import dev.quire.signature.SignatureRule;
import java.util.List;
import java.util.Optional;

/**
 * Checks receipts offline. Cheap checks come first, so that a wrong receipt costs no signature. As safe for several
 * threads as its signature rule.
 */
public final class ReceiptVerifier {
    private final CertificateVerifier certificates;

    /** Rule M with the JDK alone. */
    public ReceiptVerifier() {
        this.certificates = new CertificateVerifier();
    }

    /** @param rule must give the answers of rule M */
    public ReceiptVerifier(SignatureRule rule) {
        this.certificates = new CertificateVerifier(rule);
    }

    /** @param trusted the member set that the verifier knows to be the chain's, now or at an earlier time */
    public Verification verify(Receipt receipt, MemberSet trusted, Policy policy) {
        Hash chainId = chainId(receipt.header());
        Optional<Invalid> problem = checkChain(receipt, chainId, policy)
                .or(() -> checkBlock(receipt))
                .or(() -> checkHistory(receipt))
                .or(() -> checkCertificates(receipt.anchor(), chainId, trusted, policy));
        if (problem.isPresent()) {
            return problem.get();
        }
        BlockHeader header = receipt.header();
        Certificate certificate = receipt.anchor().certificate();
        return new Valid(
                receipt.resultLeaf().outcomeCode(),
                header.height(),
                header.timeMicros(),
                certificate.mode(),
                certificate.signatures().size());
    }

    private static Optional<Invalid> checkChain(Receipt receipt, Hash chainId, Policy policy) {
        if (policy.chainId().isPresent() && !policy.chainId().get().equals(chainId)) {
            return invalid(
                    Reason.FOREIGN_CHAIN,
                    "the receipt is of chain " + chainId + ", not "
                            + policy.chainId().get());
        }
        if (!receipt.transaction().chainId().equals(chainId)) {
            return invalid(
                    Reason.FOREIGN_CHAIN,
                    "the transaction is signed for chain "
                            + receipt.transaction().chainId() + ", its block is of " + chainId);
        }
        if (!chainId(receipt.anchor().header()).equals(chainId)) {
            return invalid(Reason.FOREIGN_CHAIN, "the anchor is of another chain than the transaction's block");
        }
        return Optional.empty();
    }

    private static Optional<Invalid> checkBlock(Receipt receipt) {
        BlockHeader header = receipt.header();
        int index = receipt.index();
        if (!isIncluded(receipt.transaction().encoded(), index, header.txCount(), header.txRoot(), receipt.txPath())) {
            return invalid(
                    Reason.TRANSACTION_NOT_IN_BLOCK,
                    "the block at height " + header.height() + " does not have this transaction at index " + index);
        }
        if (receipt.resultLeaf().index() != index
                || !receipt.resultLeaf().txId().equals(receipt.transaction().id())) {
            return invalid(Reason.RESULT_OF_ANOTHER, "the result leaf names another index or transaction id");
        }
        Bytes leaf = receipt.resultLeaf().encoded();
        if (!isIncluded(leaf, index, header.txCount(), header.resultRoot(), receipt.resultPath())) {
            return invalid(
                    Reason.RESULT_NOT_IN_BLOCK,
                    "the block at height " + header.height() + " does not have this result at index " + index);
        }
        return Optional.empty();
    }

    private static Optional<Invalid> checkHistory(Receipt receipt) {
        BlockHeader old = receipt.header();
        BlockHeader anchor = receipt.anchor().header();
        List<Hash> path = receipt.anchor().historyPath();
        boolean covered = old.height() == anchor.height()
                ? path.isEmpty() && old.equals(anchor)
                : isIncluded(old.hash().bytes(), old.height(), anchor.height(), anchor.historyRoot(), path);
        return covered
                ? Optional.empty()
                : invalid(
                        Reason.BLOCK_NOT_IN_HISTORY,
                        "the anchor at height " + anchor.height() + " does not cover this block at height "
                                + old.height());
    }

    /** Walks from the trusted set to the anchor's, then checks the anchor itself. */
    private Optional<Invalid> checkCertificates(Anchor anchor, Hash chainId, MemberSet trusted, Policy policy) {
        MemberSet members = trusted;
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
            Optional<Invalid> problem = checkCertified(header, link.certificate(), chainId, members, policy);
            if (problem.isPresent()) {
                return problem;
            }
            members = link.newSet();
            height = header.height();
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

    private static boolean isIncluded(Bytes leaf, long index, long size, Hash root, List<Hash> path) {
        return MerkleProof.verifyInclusion(MerkleTree.leafHash(leaf), index, size, root, path);
    }

    private static Hash chainId(BlockHeader header) {
        return header.height() == 0 ? header.hash() : header.chainId();
    }

    private static Optional<Invalid> invalid(Reason reason, String explanation) {
        return Optional.of(reason.because(explanation));
    }
}
