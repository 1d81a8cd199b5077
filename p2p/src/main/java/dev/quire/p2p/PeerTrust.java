package dev.quire.p2p;

import dev.quire.block.PublicKey;
import dev.quire.crypto.PinnedTrust;
import dev.quire.crypto.SignatureScheme;
import dev.quire.hash.Hash;
import dev.quire.p2p.TransportStats.Refusal;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;

/**
 * Decides inside the TLS handshake whether the other side is a member: a member is who holds the TLS key that the member's
 * ledger key has signed.
 */
final class PeerTrust extends PinnedTrust {
    private final Hash chainId;
    private final SignatureScheme scheme;
    private final InstantSource clock;
    private final Set<PublicKey> accepted;
    private final Refusal otherwise;

    /**
     * @param accepted all other members for who accepts, the one dialled for who dials
     * @param otherwise the cause to count when a key is not among them
     */
    PeerTrust(Hash chainId, SignatureScheme scheme, InstantSource clock, Set<PublicKey> accepted, Refusal otherwise) {
        this.chainId = chainId;
        this.scheme = scheme;
        this.clock = clock;
        this.accepted = accepted;
        this.otherwise = otherwise;
    }

    @Override
    protected void check(X509Certificate[] chain) throws CertificateException {
        try {
            if (chain.length != 1) {
                throw new RefusedException(Refusal.WRONG_BINDING, "a peer shows one certificate, not " + chain.length);
            }
            checkMember(chain[0]);
        } catch (RefusedException e) {
            throw new CertificateException(e.getMessage(), e);
        }
    }

    /** The signature comes last: it is the only expensive check. */
    private void checkMember(X509Certificate certificate) throws RefusedException {
        IdentityExtension identity = IdentityExtension.of(certificate);
        if (!identity.chainId().equals(chainId)) {
            throw new RefusedException(
                    Refusal.WRONG_CHAIN, "the peer is on chain " + identity.chainId() + ", this node on " + chainId);
        }
        if (!accepted.contains(identity.node())) {
            throw new RefusedException(
                    otherwise,
                    otherwise == Refusal.WRONG_NODE
                            ? "dialled " + accepted + ", reached " + identity.node() + ": check the peer's address"
                            : "the key " + identity.node() + " is no member's");
        }
        Instant now = clock.instant();
        if (now.isBefore(certificate.getNotBefore().toInstant())
                || now.isAfter(certificate.getNotAfter().toInstant())) {
            throw new RefusedException(
                    Refusal.CERTIFICATE_EXPIRED,
                    "the certificate of " + identity.node().abbreviated() + " is not valid at " + now
                            + " by this node's clock: compare the clocks of both machines");
        }
        if (!identity.verify(certificate, scheme)) {
            throw new RefusedException(
                    Refusal.WRONG_BINDING, "the member's signature does not cover the TLS key of its certificate");
        }
    }
}
