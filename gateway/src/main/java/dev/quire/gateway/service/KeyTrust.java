package dev.quire.gateway.service;

import dev.quire.block.PublicKey;
import dev.quire.crypto.PinnedTrust;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.function.Predicate;

/** Trusts keys. */
final class KeyTrust extends PinnedTrust {
    private final Predicate<PublicKey> trusted;

    KeyTrust(Predicate<PublicKey> trusted) {
        this.trusted = trusted;
    }

    @Override
    protected void check(X509Certificate[] chain) throws CertificateException {
        PublicKey key = OwnCertificate.keyOf(chain);
        if (!trusted.test(key)) {
            throw new CertificateException(
                    "the key " + key.abbreviated() + " is not one of whom is to be reached here");
        }
    }
}
