package dev.quire.gateway.service;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate that an Ed25519 key makes for itself. All that counts in it is the key: TLS 1.3 makes its owner prove that he
 * holds the private half (RFC 8446, section 4.4.3), and the ledger says whose it is.
 */
record OwnCertificate(PrivateKey key, X509Certificate certificate) {
    /** What comes before the 32 bytes in an Ed25519 SubjectPublicKeyInfo (RFC 8410, section 4). */
    private static final Bytes PREFIX = Bytes.fromHex("302a300506032b6570032100");

    /** No clock decides about a key: from the epoch to "no well-defined expiration" (RFC 5280, section 4.1.2.5). */
    private static final Date FROM = Date.from(Instant.EPOCH);

    private static final Date UNTIL = Date.from(Instant.parse("9999-12-31T23:59:59Z"));

    static OwnCertificate of(Ed25519Key key) {
        try {
            SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(
                    PREFIX.concat(key.publicKey().bytes()).toArray());
            X500Name name = new X500Name("CN=quire " + key.publicKey().abbreviated());
            PrivateKey privateKey = key.toPrivateKey();
            var holder = new X509v3CertificateBuilder(name, BigInteger.ONE, FROM, UNTIL, name, info)
                    .build(new JcaContentSignerBuilder("Ed25519").build(privateKey));
            return new OwnCertificate(privateKey, new JcaX509CertificateConverter().getCertificate(holder));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("this Java platform cannot make an Ed25519 certificate", e);
        }
    }

    /** The key of the one certificate that the other side shows. */
    static PublicKey keyOf(X509Certificate[] chain) throws CertificateException {
        if (chain.length != 1) {
            throw new CertificateException("a member or patient shows one certificate, not " + chain.length);
        }
        Bytes encoded = Bytes.copyOf(chain[0].getPublicKey().getEncoded());
        int size = PREFIX.size() + PublicKey.SIZE;
        if (encoded.size() != size || !encoded.slice(0, PREFIX.size()).equals(PREFIX)) {
            throw new CertificateException("the certificate's key is no Ed25519 key");
        }
        return new PublicKey(encoded.slice(PREFIX.size(), size));
    }
}
