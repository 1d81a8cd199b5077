package dev.quire.gateway.service;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads as many bytes as were announced, and knows afterwards whether there were as many. One thread at a time. */
final class CountedInput extends FilterInputStream {
    private long rest;
    private volatile boolean endedEarly;
    private volatile Optional<IOException> failure = Optional.empty();

    CountedInput(InputStream in, long length) {
        super(in);
        rest = length;
    }

    boolean endedEarly() {
        return endedEarly;
    }

    /** Why it could not be read. */
    Optional<IOException> failure() {
        return failure;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
        if (rest == 0) {
            return -1;
        }
        int read = readOrRemember(bytes, offset, (int) Math.min(count, rest));
        if (read < 0) {
            endedEarly = true;
            return read;
        }
        rest -= read;
        return read;
    }

    private int readOrRemember(byte[] bytes, int offset, int count) throws IOException {
        try {
            return in.read(bytes, offset, count);
        } catch (IOException e) {
            failure = Optional.of(e);
            throw e;
        }
    }

    /** What belongs to the caller stays open. */
    @Override
    public void close() {}
}
