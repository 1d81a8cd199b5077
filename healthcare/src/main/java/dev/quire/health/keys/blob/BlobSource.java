package dev.quire.health.keys.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** Where the bytes of a blob come from: a vault, a member's HTTP port, a file. Nothing that it gives is believed. */
@FunctionalInterface
public interface BlobSource {
    /**
     * Reads the bytes from {@code position} on into the beginning of {@code buffer}.
     *
     * @param length how many, at most 1 MiB
     * @return how many were read; fewer than {@code length} only where the blob ends
     * @throws IOException if the source cannot be read now
     */
    int read(long position, byte[] buffer, int length) throws IOException;

    /** A source that reads {@code channel}, and moves its position. */
    static BlobSource of(SeekableByteChannel channel) {
        return (position, buffer, length) -> {
            ByteBuffer target = ByteBuffer.wrap(buffer, 0, length);
            channel.position(position);
            while (target.hasRemaining()) {
                if (channel.read(target) < 0) {
                    break;
                }
            }
            return target.position();
        };
    }
}
