package dev.quire.p2p;

import dev.quire.crypto.Signer;
import dev.quire.hash.Hash;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A short-lived P-256 key for TLS and the self-signed certificate that carries the {@link IdentityExtension}. It never
 * leaves memory: what a thief of the disk finds is at most the ledger key, and a thief of this key has it for
 * {@link #LIFETIME} only.
 *
 * @param keys the key and its certificate in the form that the JDK's TLS takes
 * @param renewAt from then on a new connection is made with a new identity
 */
record TlsIdentity(KeyManagerFactory keys, Instant renewAt) {
    static final Duration LIFETIME = Duration.ofDays(90);
    /** How far behind another member's clock may be. */
    static final Duration CLOCK_TOLERANCE = Duration.ofDays(1);

    private static final Duration RENEW_AFTER = Duration.ofDays(30);
    private static final char[] NO_PASSWORD = new char[0];

    static TlsIdentity create(Signer signer, Hash chainId, Instant now) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            Instant from = now.truncatedTo(ChronoUnit.SECONDS).minus(CLOCK_TOLERANCE);
            Instant to = from.plus(LIFETIME);
            IdentityExtension extension =
                    IdentityExtension.sign(signer, chainId, pair.getPublic().getEncoded(), from, to);
            return new TlsIdentity(
                    keys(pair, certificate(pair, extension, from, to)),
                    from.plus(CLOCK_TOLERANCE).plus(RENEW_AFTER));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("this Java platform cannot make a P-256 key and certificate for TLS", e);
        }
    }

    static X509Certificate certificate(KeyPair pair, IdentityExtension extension, Instant from, Instant to)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        // For people who look at it with other tools; nothing here reads the name.
        X500Name name = new X500Name("CN=quire " + extension.node().abbreviated());
        var certificate = new JcaX509v3CertificateBuilder(
                        name, BigInteger.ONE, Date.from(from), Date.from(to), name, pair.getPublic())
                // Critical: software that does not know the extension must not take the certificate for a plain one.
                .addExtension(
                        IdentityExtension.OID,
                        true,
                        new DEROctetString(extension.encode().toArray()))
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()));
        return new JcaX509CertificateConverter().getCertificate(certificate);
    }

    static KeyManagerFactory keys(KeyPair pair, X509Certificate certificate)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("tls", pair.getPrivate(), NO_PASSWORD, new X509Certificate[] {certificate});
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory;
    }
}
