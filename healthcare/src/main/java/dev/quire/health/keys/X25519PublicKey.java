package dev.quire.health.keys;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.health.Fingerprint;
import dev.quire.health.Id;

/**
 * To whom something is sealed: 32 bytes (RFC 7748). A type of its own, since a signing key is never turned into one of
 * these. Whether the point is of small order is found when it is used ({@link CryptoException.BadPublicKey}).
 */
public record X25519PublicKey(Bytes bytes) {
    /** Bytes in a public key. */
    public static final int SIZE = 32;

    /** @throws IllegalArgumentException if {@code bytes} are not 32 */
    public X25519PublicKey {
        if (bytes.size() != SIZE) {
            throw new IllegalArgumentException("an X25519 public key has 32 bytes, not " + bytes.size());
        }
    }

    /** Reads the next 32 bytes. */
    public static X25519PublicKey read(CanonicalReader in) throws MalformedException {
        return new X25519PublicKey(in.fixed(SIZE));
    }

    /** kid: the first 16 bytes of SHA-256(ctx("kid", public key)), so that a name stands for one key only. */
    public Id kid(Hash chainId) {
        return new Id(Fingerprint.sha256(Fingerprint.context("kid", chainId, bytes))
                .bytes()
                .slice(0, Id.SIZE));
    }

    @Override
    public String toString() {
        return bytes.toHex();
    }
}
