package dev.quire.gateway.vault;

import dev.quire.codec.Bytes;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.UUID;

/**
 * A piece of a blob: one row.
 *
 * @param number from 0 on
 * @param bytes {@link #SIZE} of them, fewer in a blob's last chunk
 */
record Chunk(int number, Bytes bytes) {
    /** Bytes in a chunk but the last: 256 KiB, a quarter of a slice. */
    static final int SIZE = 256 * 1024;

    /** SHA-256 over blob, place and bytes: a row that was altered, or put in another's place, is found. */
    Bytes seal(UUID id) {
        MessageDigest digest = Digests.sha256();
        digest.update(Digests.bytes(id));
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).flip());
        bytes.update(digest);
        return Bytes.wrap(digest.digest());
    }

    /** Where the chunk begins in its blob. */
    static long start(int number) {
        return (long) number * SIZE;
    }

    /** Where the chunk ends in a blob of {@code length} bytes. */
    static long end(int number, long length) {
        return Math.min(length, start(number) + SIZE);
    }
}
