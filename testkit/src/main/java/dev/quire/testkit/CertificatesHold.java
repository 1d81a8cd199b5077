package dev.quire.testkit;

import static dev.quire.testkit.InvariantViolation.require;

import dev.quire.block.Certificate;
import dev.quire.internal.chain.ChainReader;
import dev.quire.receipt.CertificateVerifier;
import dev.quire.spi.ledger.LedgerStatus;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A certificate that a node holds names the committed block of its height, and a quorum has signed it. */
final class CertificatesHold implements Invariants.Invariant {
    private final CommittedChain chain;
    private final CertificateVerifier verifier;
    private final Map<Integer, Long> checked = new TreeMap<>();

    CertificatesHold(CommittedChain chain, SimKeys keys) {
        this.chain = chain;
        this.verifier = new CertificateVerifier(keys.scheme()::verifyMember);
    }

    @Override
    public void turned(SimNode node, LedgerStatus status) {
        long height = status.certifiedHeight();
        if (checked.getOrDefault(node.number(), 0L) >= height || height > chain.height()) {
            return;
        }
        checked.put(node.number(), height);
        Optional<Certificate> found = new ChainReader(node.store(), unused -> Optional.empty()).newestCertificate();
        require(
                found.isPresent() && found.get().height() == height,
                "node %d says that height %d is certified and holds %s",
                node.number(),
                height,
                found);
        Certificate certificate = found.get();
        require(
                certificate.blockHash().equals(chain.hashAt(height)),
                "node %d holds a certificate of block %s at height %d, the committed block is %s",
                node.number(),
                certificate.blockHash(),
                height,
                chain.hashAt(height));
        var invalid =
                verifier.verify(certificate, status.chainId(), node.ledger().members());
        require(invalid.isEmpty(), "node %d holds a certificate that does not hold: %s", node.number(), invalid);
    }
}
