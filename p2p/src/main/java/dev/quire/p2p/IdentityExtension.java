package dev.quire.p2p;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.crypto.SignatureScheme;
import dev.quire.crypto.Signer;
import dev.quire.hash.Domain;
import dev.quire.hash.Hash;
import dev.quire.p2p.TransportStats.Refusal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;

/**
 * The part of a node's TLS certificate that ties its TLS key to its ledger key: chain, node, and the node's signature
 * over (chain, node, SHA-256 of the SubjectPublicKeyInfo, validity) in {@link Domain#TLS_BINDING}.
 *
 * <p>The certificate's own signature proves nothing that matters here and is not looked at: TLS 1.3 makes the other
 * side prove that it holds the certificate's key (RFC 8446, section 4.4.3), and this extension says whose key that is.
 */
record IdentityExtension(Hash chainId, PublicKey node, Signature signature) {
    /**
     * The extension's object identifier. It lies under 2.25 (ITU-T X.667), where whoever has drawn a UUID owns the arc
     * that is its number, so it can collide with no one's and needs no registry.
     */
    static final ASN1ObjectIdentifier OID = new ASN1ObjectIdentifier("2.25.323462300732665938184784698833876815830");

    private static final int TAG = 1;
    private static final int SIZE = 1 + Hash.SIZE + PublicKey.SIZE + Signature.SIZE;

    /** What {@code signer} states about a TLS key that is valid in [{@code from}, {@code to}], whole seconds. */
    static IdentityExtension sign(Signer signer, Hash chainId, byte[] subjectPublicKeyInfo, Instant from, Instant to) {
        Bytes statement = statement(chainId, signer.publicKey(), subjectPublicKeyInfo, from, to);
        return new IdentityExtension(chainId, signer.publicKey(), signer.sign(statement));
    }

    Bytes encode() {
        return new CanonicalWriter(SIZE)
                .u8(TAG)
                .fixed(chainId.bytes())
                .fixed(node.bytes())
                .fixed(signature.bytes())
                .toBytes();
    }

    /** Reads the extension of {@code certificate}; that it holds is for {@link #verify} to say. */
    static IdentityExtension of(X509Certificate certificate) throws RefusedException {
        byte[] der = certificate.getExtensionValue(OID.getId());
        if (der == null) {
            throw new RefusedException(Refusal.WRONG_BINDING, "the certificate does not name a ledger key");
        }
        try {
            // X.509 wraps each extension in an octet string; ours is itself one.
            byte[] inner = ASN1OctetString.getInstance(der).getOctets();
            CanonicalReader in = new CanonicalReader(
                    "identity extension",
                    Bytes.wrap(ASN1OctetString.getInstance(inner).getOctets()));
            if (in.u8() != TAG) {
                throw in.malformed("unknown version");
            }
            Hash chainId = Hash.read(in);
            PublicKey node = new PublicKey(in.fixed(PublicKey.SIZE));
            Signature signature = new Signature(in.fixed(Signature.SIZE));
            in.end();
            return new IdentityExtension(chainId, node, signature);
        } catch (MalformedException | IllegalArgumentException | IllegalStateException e) {
            throw new RefusedException(Refusal.WRONG_BINDING, "the certificate's identity extension is malformed", e);
        }
    }

    /** Does the node's signature cover this certificate's key and validity? */
    boolean verify(X509Certificate certificate, SignatureScheme scheme) {
        Bytes statement = statement(
                chainId,
                node,
                certificate.getPublicKey().getEncoded(),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
        return scheme.verifyMember(node, statement, signature);
    }

    private static Bytes statement(
            Hash chainId, PublicKey node, byte[] subjectPublicKeyInfo, Instant from, Instant to) {
        Bytes message = new CanonicalWriter(128)
                .bytes(chainId.bytes())
                .bytes(node.bytes())
                .bytes(sha256(subjectPublicKeyInfo))
                .u64(Math.max(0, from.getEpochSecond()))
                .u64(Math.max(0, to.getEpochSecond()))
                .toBytes();
        return Domain.TLS_BINDING.signed(message);
    }

    private static Bytes sha256(byte[] bytes) {
        try {
            return Bytes.wrap(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must have SHA-256; this one does not", e);
        }
    }
}
