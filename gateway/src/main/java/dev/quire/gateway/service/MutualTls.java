package dev.quire.gateway.service;

import dev.quire.block.PublicKey;
import dev.quire.crypto.Ed25519Key;
import java.security.GeneralSecurityException;
import java.util.function.Predicate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** TLS 1.3 with a certificate on both sides. */
final class MutualTls {
    static final String PROTOCOL = "TLSv1.3";

    private MutualTls() {}

    /** @param trusted may the other side have this key? */
    static SSLContext context(Ed25519Key own, Predicate<PublicKey> trusted) {
        try {
            SSLContext context = SSLContext.getInstance(PROTOCOL);
            context.init(
                    new KeyManager[] {new OwnTlsKey(OwnCertificate.of(own))},
                    new TrustManager[] {new KeyTrust(trusted)},
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no TLS 1.3", e);
        }
    }
}
