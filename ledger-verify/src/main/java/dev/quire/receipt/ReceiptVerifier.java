package dev.quire.receipt;

import dev.quire.block.BlockHeader;
import dev.quire.block.Certificate;
import dev.quire.block.MemberSet;
import dev.quire.codec.Bytes;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.NotCoveredException;
import dev.quire.merkle.ProvenState;
import dev.quire.receipt.Verification.Answer;
import dev.quire.receipt.Verification.Invalid;
import dev.quire.receipt.Verification.Reason;
import dev.quire.receipt.Verification.Valid;
import dev.quire.receipt.Verification.ValidHeader;
import dev.quire.receipt.Verification.ValidState;
import dev.quire.signature.SignatureRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks receipts and proofs offline. Cheap checks come first, so that a wrong one costs no signature. As safe for several
 * threads as its signature rule.
 */
public final class ReceiptVerifier {
    private final AnchorVerifier anchors;

    /** Rule M with the JDK alone. */
    public ReceiptVerifier() {
        this.anchors = new AnchorVerifier(new CertificateVerifier());
    }

    /** @param rule must give the answers of rule M */
    public ReceiptVerifier(SignatureRule rule) {
        this.anchors = new AnchorVerifier(new CertificateVerifier(rule));
    }

    /** @param trusted the member set that the verifier knows to be the chain's, now or at an earlier time */
    public Verification verify(Proof proof, MemberSet trusted, Policy policy) {
        if (proof instanceof Receipt receipt) {
            return verifyReceipt(receipt, trusted, policy);
        }
        return proof instanceof StateReceipt receipt
                ? verifyState(receipt, trusted, policy)
                : verifyHeader((HeaderProof) proof, trusted, policy);
    }

    private Verification verifyReceipt(Receipt receipt, MemberSet trusted, Policy policy) {
        Optional<Invalid> problem = anchors.checkChain(receipt, policy)
                .or(() -> checkTransactionsChain(receipt))
                .or(() -> checkBlock(receipt))
                .or(() -> checkAnchor(receipt, trusted, policy));
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

    private Verification verifyState(StateReceipt receipt, MemberSet trusted, Policy policy) {
        Optional<Invalid> foreign = anchors.checkChain(receipt, policy);
        if (foreign.isPresent()) {
            return foreign.get();
        }
        BlockHeader header = receipt.header();
        Optional<ProvenState> proven = receipt.stateProof().verify(header.stateRoot());
        if (proven.isEmpty()) {
            return Reason.STATE_OF_ANOTHER_ROOT.because(
                    "the state proof is not of the state after the block at height " + header.height());
        }
        List<Answer> answers = new ArrayList<>();
        Answers given = new Answers(proven.get());
        try {
            for (KeyRange asked : receipt.asked()) {
                answers.add(new Answer(asked, given.to(asked)));
            }
        } catch (NotCoveredException e) {
            return Reason.NOT_COVERED.because(String.valueOf(e.getMessage()));
        }
        Optional<Invalid> problem = checkAnchor(receipt, trusted, policy);
        if (problem.isPresent()) {
            return problem.get();
        }
        Certificate certificate = receipt.anchor().certificate();
        return new ValidState(
                answers,
                header.height(),
                header.timeMicros(),
                certificate.mode(),
                certificate.signatures().size());
    }

    private Verification verifyHeader(HeaderProof proof, MemberSet trusted, Policy policy) {
        BlockHeader header = proof.header();
        BlockHeader newer = proof.anchor().header();
        Optional<Invalid> problem = anchors.checkChain(proof, policy)
                .or(() -> anchors.checkHistory(proof))
                .or(() -> History.continues(newer, header, proof.consistencyPath())
                        ? Optional.empty()
                        : Optional.of(Reason.REWRITTEN_HISTORY.because("the history of the block at height "
                                + newer.height() + " does not begin with that of the one at " + header.height())))
                .or(() -> anchors.checkCertificates(proof, trusted, policy));
        if (problem.isPresent()) {
            return problem.get();
        }
        Certificate certificate = proof.anchor().certificate();
        return new ValidHeader(
                header.hash(),
                header.height(),
                header.timeMicros(),
                certificate.mode(),
                certificate.signatures().size());
    }

    private Optional<Invalid> checkAnchor(Proof proof, MemberSet trusted, Policy policy) {
        return anchors.checkHistory(proof).or(() -> anchors.checkCertificates(proof, trusted, policy));
    }

    private static Optional<Invalid> checkTransactionsChain(Receipt receipt) {
        return receipt.transaction().chainId().equals(AnchorVerifier.chainId(receipt.header()))
                ? Optional.empty()
                : invalid(
                        Reason.FOREIGN_CHAIN,
                        "the transaction is signed for chain "
                                + receipt.transaction().chainId() + ", its block is of another");
    }

    private static Optional<Invalid> checkBlock(Receipt receipt) {
        BlockHeader header = receipt.header();
        int index = receipt.index();
        Bytes body = receipt.transaction().encoded();
        if (!History.isIncluded(body, index, header.txCount(), header.txRoot(), receipt.txPath())) {
            return invalid(
                    Reason.TRANSACTION_NOT_IN_BLOCK,
                    "the block at height " + header.height() + " does not have this transaction at index " + index);
        }
        if (receipt.resultLeaf().index() != index
                || !receipt.resultLeaf().txId().equals(receipt.transaction().id())) {
            return invalid(Reason.RESULT_OF_ANOTHER, "the result leaf names another index or transaction id");
        }
        Bytes leaf = receipt.resultLeaf().encoded();
        if (!History.isIncluded(leaf, index, header.txCount(), header.resultRoot(), receipt.resultPath())) {
            return invalid(
                    Reason.RESULT_NOT_IN_BLOCK,
                    "the block at height " + header.height() + " does not have this result at index " + index);
        }
        return Optional.empty();
    }

    private static Optional<Invalid> invalid(Reason reason, String explanation) {
        return Optional.of(reason.because(explanation));
    }
}
