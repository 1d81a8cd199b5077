package dev.quire.internal.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** CRC32C, as everything in the journal's files carries it. */
final class Checksum {
    private Checksum() {}

    /** Over what remains in {@code bytes}, whose position stays. */
    static int of(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }

    /** Writes the checksum of all bytes before the last four of {@code bytes} into those four. */
    static void seal(ByteBuffer bytes) {
        int end = bytes.capacity() - Integer.BYTES;
        bytes.putInt(end, of(bytes.duplicate().position(0).limit(end)));
    }

    /** Whether the last four bytes are the checksum of those before. */
    static boolean isSealed(ByteBuffer bytes) {
        int end = bytes.capacity() - Integer.BYTES;
        return bytes.getInt(end) == of(bytes.duplicate().position(0).limit(end));
    }
}
