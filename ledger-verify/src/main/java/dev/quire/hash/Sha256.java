package dev.quire.hash;

import dev.quire.codec.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;

/**
 * The JDK's own SHA-256, whatever providers its host has installed. Reusable: making one costs about half of hashing a small message, so loops keep one. Not safe for
 * use by several threads.
 */
public final class Sha256 {
    private final MessageDigest digest;

    public Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256", "SUN");
        } catch (NoSuchAlgorithmException | NoSuchProviderException e) {
            throw new IllegalStateException("this Java runtime lacks SHA-256 of provider SUN", e);
        }
    }

    /** H(domain, parts). */
    public Hash hash(Domain domain, Bytes... parts) {
        domain.prefix().update(digest);
        for (Bytes part : parts) {
            part.update(digest);
        }
        return finish();
    }

    /** SHA-256 over one prefix byte and the parts, as RFC 9162 has it for leaves (0x00) and nodes (0x01). */
    public Hash hash(int prefix, Bytes... parts) {
        digest.update((byte) prefix);
        for (Bytes part : parts) {
            part.update(digest);
        }
        return finish();
    }

    private Hash finish() {
        return Hash.of(Bytes.wrap(digest.digest()));
    }
}
