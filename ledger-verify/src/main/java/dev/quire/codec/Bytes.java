package dev.quire.codec;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An immutable byte string with value equality, ordered as unsigned bytes.
 *
 * <p>Safe for use by several threads, provided that an array given to {@link #wrap} is never written again.
 */
public final class Bytes implements Comparable<Bytes> {
    /** The empty byte string. */
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] array;

    private Bytes(byte[] array) {
        this.array = array;
    }

    /** Takes ownership of {@code array} without a copy; the caller must not write to it afterwards. */
    public static Bytes wrap(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array);
    }

    /** A copy of {@code array}. */
    public static Bytes copyOf(byte[] array) {
        return wrap(array.clone());
    }

    /** A copy of what remains in {@code buffer}, whose position moves to its limit. */
    public static Bytes copyOf(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.get(copy);
        return wrap(copy);
    }

    /** The UTF-8 bytes of {@code text}. */
    public static Bytes utf8(String text) {
        return wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The bytes written as hexadecimal digits.
     *
     * @throws IllegalArgumentException if {@code hex} has an odd length or another character
     */
    public static Bytes fromHex(String hex) {
        return wrap(HexFormat.of().parseHex(hex));
    }

    public int size() {
        return array.length;
    }

    public boolean isEmpty() {
        return array.length == 0;
    }

    /** The byte at {@code index}, 0 <= index < size, as 0..255. */
    public int at(int index) {
        return array[index] & 0xff;
    }

    /** A copy of the bytes. */
    public byte[] toArray() {
        return array.clone();
    }

    /** The bytes from {@code from}, inclusive, to {@code to}, exclusive, as a copy. */
    public Bytes slice(int from, int to) {
        return wrap(Arrays.copyOfRange(array, from, to));
    }

    /** These bytes followed by {@code other}. */
    public Bytes concat(Bytes other) {
        byte[] joined = Arrays.copyOf(array, array.length + other.array.length);
        System.arraycopy(other.array, 0, joined, array.length, other.array.length);
        return wrap(joined);
    }

    /** A read-only view, without a copy. */
    public ByteBuffer asBuffer() {
        return ByteBuffer.wrap(array).asReadOnlyBuffer();
    }

    /** Feeds the bytes to {@code digest} without a copy. */
    public void update(MessageDigest digest) {
        digest.update(array);
    }

    /** Writes the bytes to {@code out} without a copy. */
    public void writeTo(OutputStream out) throws java.io.IOException {
        out.write(array);
    }

    void copyInto(byte[] target, int position) {
        System.arraycopy(array, 0, target, position, array.length);
    }

    /** The bytes as lower-case hexadecimal digits. */
    public String toHex() {
        return HexFormat.of().formatHex(array);
    }

    /** The bytes read as UTF-8 text; malformed input becomes U+FFFD. */
    public String toUtf8() {
        return new String(array, StandardCharsets.UTF_8);
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(array, other.array);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(array, that.array);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(array);
    }

    /** At most the first 16 bytes as hexadecimal digits, and the size. */
    @Override
    public String toString() {
        String head = HexFormat.of().formatHex(array, 0, Math.min(16, array.length));
        return array.length <= 16 ? head : head + "…(" + array.length + " bytes)";
    }
}
