package dev.quire.codec;

import java.util.Arrays;

/** Writes canonical bytes: big-endian, fixed width, length-prefixed. Not safe for use by several threads. */
public final class CanonicalWriter {
    private byte[] buffer;
    private int size;

    public CanonicalWriter() {
        this(256);
    }

    /** @param expectedBytes how many bytes the result will likely have */
    public CanonicalWriter(int expectedBytes) {
        buffer = new byte[Math.max(16, expectedBytes)];
    }

    /** Starts a structure with its type tag and version, both 0..255. */
    public static CanonicalWriter structure(int tag, int version, int expectedBytes) {
        return new CanonicalWriter(expectedBytes).u8(tag).u8(version);
    }

    public CanonicalWriter u8(int value) {
        checkRange(value, 0xff);
        reserve(1);
        buffer[size++] = (byte) value;
        return this;
    }

    public CanonicalWriter u16(int value) {
        checkRange(value, 0xffff);
        reserve(2);
        buffer[size++] = (byte) (value >>> 8);
        buffer[size++] = (byte) value;
        return this;
    }

    /** @param value 0 to 2^31 - 1 */
    public CanonicalWriter u32(int value) {
        checkRange(value, Integer.MAX_VALUE);
        reserve(4);
        for (int shift = 24; shift >= 0; shift -= 8) {
            buffer[size++] = (byte) (value >>> shift);
        }
        return this;
    }

    /** @param value 0 to 2^63 - 1 */
    public CanonicalWriter u64(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("u64 out of range: " + value);
        }
        reserve(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            buffer[size++] = (byte) (value >>> shift);
        }
        return this;
    }

    /** The bytes as they are; their number must follow from the format. */
    public CanonicalWriter fixed(Bytes bytes) {
        reserve(bytes.size());
        bytes.copyInto(buffer, size);
        size += bytes.size();
        return this;
    }

    /** A 32-bit length, then the bytes. */
    public CanonicalWriter bytes(Bytes bytes) {
        return u32(bytes.size()).fixed(bytes);
    }

    public Bytes toBytes() {
        return Bytes.wrap(size == buffer.length ? buffer : Arrays.copyOf(buffer, size));
    }

    private void reserve(int count) {
        int needed = Math.addExact(size, count);
        if (needed > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(needed, buffer.length + (buffer.length >> 1)));
        }
    }

    private static void checkRange(int value, int max) {
        if (value < 0 || value > max) {
            throw new IllegalArgumentException("value " + value + " is outside 0.." + max);
        }
    }
}
