package dev.quire.block;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.MalformedException;

/** An Ed25519 signature as RFC 8032 encodes it: R then S, 64 bytes. */
public record Signature(Bytes bytes) {
    /** Bytes in a signature. */
    public static final int SIZE = 64;

    /** @throws IllegalArgumentException if {@code bytes} are not 64 */
    public Signature {
        if (bytes.size() != SIZE) {
            throw new IllegalArgumentException("a signature has 64 bytes, not " + bytes.size());
        }
    }

    static Signature read(CanonicalReader in) throws MalformedException {
        return new Signature(in.fixed(SIZE));
    }

    @Override
    public String toString() {
        return bytes.toHex();
    }
}
