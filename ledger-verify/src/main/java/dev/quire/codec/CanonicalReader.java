package dev.quire.codec;

import java.nio.ByteBuffer;

/**
 * Reads canonical bytes and refuses everything else. No length is believed before it has been compared with the given
 * limit and with what is left, so no hostile input makes it allocate. Not safe for use by several threads.
 */
public final class CanonicalReader {
    private final String what;
    private final ByteBuffer in;

    /** @param what the name of the structure, for the error message */
    public CanonicalReader(String what, Bytes bytes) {
        this.what = what;
        this.in = bytes.asBuffer();
    }

    /** Starts a structure: reads and checks its type tag and version. */
    public static CanonicalReader structure(String what, Bytes bytes, int tag, int version) throws MalformedException {
        CanonicalReader reader = new CanonicalReader(what, bytes);
        reader.expect("type tag", tag, reader.u8());
        reader.expect("version", version, reader.u8());
        return reader;
    }

    public int u8() throws MalformedException {
        require(1);
        return in.get() & 0xff;
    }

    public int u16() throws MalformedException {
        require(2);
        return in.getShort() & 0xffff;
    }

    public int u32() throws MalformedException {
        require(4);
        int value = in.getInt();
        if (value < 0) {
            throw malformed("a 32-bit number is above 2^31 - 1");
        }
        return value;
    }

    public long u64() throws MalformedException {
        require(8);
        long value = in.getLong();
        if (value < 0) {
            throw malformed("a 64-bit number is above 2^63 - 1");
        }
        return value;
    }

    /** A count that must be at most {@code max}. */
    public int count16(int max) throws MalformedException {
        return limited("count", u16(), max);
    }

    /** A count that must be at most {@code max}. */
    public int count32(int max) throws MalformedException {
        return limited("count", u32(), max);
    }

    /** 0 for false, 1 for true, nothing else. */
    public boolean flag() throws MalformedException {
        return limited("flag", u8(), 1) == 1;
    }

    public Bytes fixed(int size) throws MalformedException {
        require(size);
        byte[] bytes = new byte[size];
        in.get(bytes);
        return Bytes.wrap(bytes);
    }

    /** A length-prefixed byte string of at most {@code maxSize} bytes. */
    public Bytes bytes(int maxSize) throws MalformedException {
        return fixed(limited("length", u32(), maxSize));
    }

    public int remaining() {
        return in.remaining();
    }

    /** Refuses trailing bytes. Every decoder ends with this call. */
    public void end() throws MalformedException {
        if (in.hasRemaining()) {
            throw malformed(in.remaining() + " bytes follow the end");
        }
    }

    public MalformedException malformed(String why) {
        return new MalformedException(what + ": " + why + " (at byte " + in.position() + " of " + in.limit() + ")");
    }

    private void expect(String name, int expected, int found) throws MalformedException {
        if (expected != found) {
            throw malformed(name + " is " + found + ", not " + expected);
        }
    }

    private int limited(String name, int value, int max) throws MalformedException {
        if (value > max) {
            throw malformed(name + " " + value + " is above the limit " + max);
        }
        return value;
    }

    private void require(int count) throws MalformedException {
        if (in.remaining() < count) {
            throw malformed(count + " more bytes are needed, " + in.remaining() + " are left");
        }
    }
}
