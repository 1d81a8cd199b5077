package dev.quire.spi.store;

import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file. Positions and sizes are in bytes. Used by one thread. */
public interface DiskFile extends AutoCloseable {
    long size() throws IOException;

    /** Fills {@code target} from {@code position} on; fewer bytes only at the end of the file. Returns their number. */
    int read(long position, ByteBuffer target) throws IOException;

    /** Writes all that remains in {@code source} at {@code position}; the file grows if it must. */
    void write(long position, ByteBuffer source) throws IOException;

    /** Cuts the file to {@code size}. */
    void truncate(long size) throws IOException;

    /** Returns when all earlier writes are durable. After an exception nothing of the file may be believed. */
    void sync() throws IOException;

    @Override
    void close() throws IOException;
}
