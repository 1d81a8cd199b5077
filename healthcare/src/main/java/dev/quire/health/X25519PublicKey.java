package dev.quire.health;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import java.util.List;

/**
 * An X25519 public key as RFC 7748 encodes it: 32 bytes. What is sealed to it (HPKE) only its owner opens. It is never an
 * Ed25519 key in another dress.
 */
public record X25519PublicKey(Bytes bytes) implements Comparable<X25519PublicKey> {
    /** Bytes in a key. */
    public static final int SIZE = 32;

    /** The points of small order and their second encodings (RFC 7748, section 6.1), the top bit cleared. */
    private static final List<Bytes> SMALL_ORDER = List.of(
            Bytes.fromHex("0000000000000000000000000000000000000000000000000000000000000000"),
            Bytes.fromHex("0100000000000000000000000000000000000000000000000000000000000000"),
            Bytes.fromHex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
            Bytes.fromHex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
            Bytes.fromHex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
            Bytes.fromHex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
            Bytes.fromHex("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"));

    /** @throws IllegalArgumentException if {@code bytes} are not 32 */
    public X25519PublicKey {
        if (bytes.size() != SIZE) {
            throw new IllegalArgumentException("an X25519 public key has 32 bytes, not " + bytes.size());
        }
    }

    /**
     * Is it the number below 2^255 - 19 itself? RFC 7748 (section 5) masks the top bit and reads the rest modulo that
     * prime, so that other bytes are the same key; what asks whether a key is new takes this one form only.
     */
    public boolean isCanonical() {
        int last = SIZE - 1;
        // As written, little-endian, the prime is ed ff .. ff 7f.
        boolean high = bytes.at(last) >= 0x7f;
        for (int i = 1; i < last; i++) {
            high &= bytes.at(i) == 0xff;
        }
        return bytes.at(last) <= 0x7f && !(high && bytes.at(0) >= 0xed);
    }

    static X25519PublicKey read(CanonicalReader in) throws MalformedException {
        return new X25519PublicKey(in.fixed(SIZE));
    }

    /** Has it small order? Then everybody opens what is sealed to it. */
    public boolean isWeak() {
        byte[] masked = bytes.toArray();
        masked[SIZE - 1] &= 0x7f;
        return SMALL_ORDER.contains(Bytes.wrap(masked));
    }

    /** kid: the first 16 bytes of SHA-256(ctx("kid", public key)), so that a name stands for one key only. */
    public Id kid(Hash chainId) {
        return new Id(Fingerprint.sha256(Fingerprint.context("kid", chainId, bytes))
                .bytes()
                .slice(0, Id.SIZE));
    }

    @Override
    public int compareTo(X25519PublicKey other) {
        return bytes.compareTo(other.bytes);
    }

    @Override
    public String toString() {
        return bytes.toHex();
    }
}
