package dev.quire.hash;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.MalformedException;

/** A SHA-256 value of 32 bytes. */
public record Hash(Bytes bytes) implements Comparable<Hash> {
    /** Bytes in a hash. */
    public static final int SIZE = 32;

    /** 32 zero bytes: stands where there is nothing to name, such as the block before genesis. */
    public static final Hash ZERO = new Hash(Bytes.wrap(new byte[SIZE]));

    /** @throws IllegalArgumentException if {@code bytes} are not 32 */
    public Hash {
        if (bytes.size() != SIZE) {
            throw new IllegalArgumentException("a hash has 32 bytes, not " + bytes.size());
        }
    }

    public static Hash of(Bytes bytes) {
        return new Hash(bytes);
    }

    public static Hash fromHex(String hex) {
        return new Hash(Bytes.fromHex(hex));
    }

    /** Reads the next 32 bytes. */
    public static Hash read(CanonicalReader in) throws MalformedException {
        return new Hash(in.fixed(SIZE));
    }

    public String toHex() {
        return bytes.toHex();
    }

    /** The first eight hexadecimal digits, for people. */
    public String abbreviated() {
        return toHex().substring(0, 8);
    }

    @Override
    public int compareTo(Hash other) {
        return bytes.compareTo(other.bytes);
    }

    @Override
    public String toString() {
        return toHex();
    }
}
