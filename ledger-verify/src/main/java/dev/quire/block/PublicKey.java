package dev.quire.block;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.MalformedException;

/**
 * An Ed25519 public key as RFC 8032 encodes it: 32 bytes. It names a sender and it is the identity of a node; that the
 * bytes are a valid key is for the signature rules to say, not for this type.
 */
public record PublicKey(Bytes bytes) implements Comparable<PublicKey> {
    /** Bytes in a public key. */
    public static final int SIZE = 32;

    /** @throws IllegalArgumentException if {@code bytes} are not 32 */
    public PublicKey {
        if (bytes.size() != SIZE) {
            throw new IllegalArgumentException("a public key has 32 bytes, not " + bytes.size());
        }
    }

    public static PublicKey fromHex(String hex) {
        return new PublicKey(Bytes.fromHex(hex));
    }

    static PublicKey read(CanonicalReader in) throws MalformedException {
        return new PublicKey(in.fixed(SIZE));
    }

    public String toHex() {
        return bytes.toHex();
    }

    /** The first eight hexadecimal digits, for people. */
    public String abbreviated() {
        return toHex().substring(0, 8);
    }

    @Override
    public int compareTo(PublicKey other) {
        return bytes.compareTo(other.bytes);
    }

    @Override
    public String toString() {
        return toHex();
    }
}
