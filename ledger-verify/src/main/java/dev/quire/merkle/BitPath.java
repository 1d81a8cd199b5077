package dev.quire.merkle;

import dev.quire.codec.Bytes;
import java.util.Arrays;

/**
 * An immutable string of bits: the road from the state tree's root to a node. Ordered bit by bit, a prefix before what
 * it begins.
 */
public final class BitPath implements Comparable<BitPath> {
    /** No bits: the root's own place. */
    public static final BitPath EMPTY = new BitPath(new byte[0], 0);
    /** The most bits of a path: nine for each byte of the longest full key, and the end bit. */
    public static final int MAX_LENGTH = 9 * StateKey.MAX_FULL_SIZE + 1;

    /** Bit i is bit 7 - i % 8 of byte i / 8; bits from {@link #length} on are zero. */
    private final byte[] bits;

    private final int length;

    private BitPath(byte[] bits, int length) {
        this.bits = bits;
        this.length = length;
    }

    /**
     * The first {@code length} bits of {@code padded}.
     *
     * @throws IllegalArgumentException unless {@code padded} has just the bytes that are needed and zeros behind the end
     */
    public static BitPath of(Bytes padded, int length) {
        if (length < 0 || length > MAX_LENGTH || padded.size() != byteCount(length)) {
            throw new IllegalArgumentException(length + " bits do not stand in " + padded.size() + " bytes");
        }
        if (length % 8 != 0 && (padded.at(length / 8) & (0xff >>> length % 8)) != 0) {
            throw new IllegalArgumentException("the padding behind " + length + " bits is not zero");
        }
        return new BitPath(padded.toArray(), length);
    }

    /** The path of a full key: for each byte a one and its eight bits, then a zero. No path is the prefix of another. */
    static BitPath ofFullKey(Bytes fullKey) {
        int length = 9 * fullKey.size() + 1;
        byte[] bits = new byte[byteCount(length)];
        for (int i = 0; i < fullKey.size(); i++) {
            int position = 9 * i;
            int nineBits = (0x100 | fullKey.at(i)) << (7 - position % 8);
            bits[position / 8] |= (byte) (nineBits >>> 8);
            bits[position / 8 + 1] |= (byte) nineBits;
        }
        return new BitPath(bits, length);
    }

    public int length() {
        return length;
    }

    /** The bit at {@code index}, 0 <= index < length, as 0 or 1. */
    public int bit(int index) {
        if (index < 0 || index >= length) {
            throw new IndexOutOfBoundsException("bit " + index + " of " + length);
        }
        return bits[index / 8] >>> (7 - index % 8) & 1;
    }

    /** The first {@code count} bits, 0 <= count <= length. */
    public BitPath prefix(int count) {
        if (count < 0 || count > length) {
            throw new IndexOutOfBoundsException("prefix of " + count + " bits of " + length);
        }
        if (count == length) {
            return this;
        }
        byte[] head = Arrays.copyOf(bits, byteCount(count));
        if (count % 8 != 0) {
            head[count / 8] &= (byte) (0xff00 >>> count % 8);
        }
        return new BitPath(head, count);
    }

    /** The bits from {@code start} to the end, 0 <= start <= length. */
    public BitPath suffix(int start) {
        if (start < 0 || start > length) {
            throw new IndexOutOfBoundsException("suffix from bit " + start + " of " + length);
        }
        byte[] tail = new byte[byteCount(length - start)];
        for (int i = start; i < length; i++) {
            set(tail, i - start, bit(i));
        }
        return new BitPath(tail, length - start);
    }

    /** These bits and one more, 0 or 1. */
    public BitPath append(int bit) {
        if (bit != 0 && bit != 1) {
            throw new IllegalArgumentException("a bit is 0 or 1, not " + bit);
        }
        byte[] longer = Arrays.copyOf(bits, byteCount(length + 1));
        set(longer, length, bit);
        return new BitPath(longer, length + 1);
    }

    /** These bits and then those of {@code tail}. */
    public BitPath concat(BitPath tail) {
        byte[] joined = Arrays.copyOf(bits, byteCount(length + tail.length));
        for (int i = 0; i < tail.length; i++) {
            set(joined, length + i, tail.bit(i));
        }
        return new BitPath(joined, length + tail.length);
    }

    /** How many leading bits are the same in both. */
    public int commonPrefixLength(BitPath other) {
        int most = Math.min(length, other.length);
        int mismatch = Arrays.mismatch(bits, other.bits);
        if (mismatch < 0 || mismatch >= Math.min(bits.length, other.bits.length)) {
            return most;
        }
        int difference = (bits[mismatch] ^ other.bits[mismatch]) & 0xff;
        return Math.min(most, 8 * mismatch + Integer.numberOfLeadingZeros(difference) - 24);
    }

    public boolean startsWith(BitPath prefix) {
        return prefix.length <= length && commonPrefixLength(prefix) == prefix.length;
    }

    /** The bits in as few bytes as hold them, padded with zeros. */
    public Bytes toBytes() {
        return Bytes.copyOf(bits);
    }

    private static int byteCount(int bitCount) {
        return (bitCount + 7) / 8;
    }

    private static void set(byte[] target, int index, int bit) {
        target[index / 8] |= (byte) (bit << (7 - index % 8));
    }

    @Override
    public int compareTo(BitPath other) {
        int order = Arrays.compareUnsigned(bits, other.bits);
        return order != 0 ? order : Integer.compare(length, other.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BitPath that && length == that.length && Arrays.equals(bits, that.bits);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(bits) + length;
    }

    /** The bits as digits. */
    @Override
    public String toString() {
        StringBuilder digits = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            digits.append(bit(i));
        }
        return digits.toString();
    }
}
