package dev.quire.health.keys.blob;

import dev.quire.health.Fingerprint;
import dev.quire.health.keys.AesGcm;
import dev.quire.health.keys.Secret;

/**
 * Where what lies in a blob: segments of 1 MiB of ciphertext, the last one shorter, each with its tag; the first begins
 * with the header. So a segment is exactly the slice that the ledger's root is over.
 */
final class BlobLayout {
    /** Bytes in a segment of ciphertext but the last. */
    static final int SEGMENT_SIZE = Fingerprint.SLICE_SIZE;
    /** Random bytes of a nonce, the same for all segments. */
    static final int NONCE_PREFIX_SIZE = 7;
    /** uint8 length of the header, salt of the derived key, nonce prefix. */
    static final int HEADER_SIZE = 1 + Secret.SIZE + NONCE_PREFIX_SIZE;
    /** Bytes of plaintext in a segment but the first and last. */
    static final int PLAIN_SIZE = SEGMENT_SIZE - AesGcm.TAG_SIZE;
    /** Bytes of plaintext in the first segment, if it is not the last. */
    static final int FIRST_PLAIN_SIZE = PLAIN_SIZE - HEADER_SIZE;

    private BlobLayout() {}

    /** Bytes in the blob of this many bytes of plaintext. */
    static long blobLength(long plainLength) {
        return HEADER_SIZE + plainLength + segments(plainLength) * AesGcm.TAG_SIZE;
    }

    /** A blob has one segment at least, and no empty one beside others. */
    private static long segments(long plainLength) {
        return plainLength <= FIRST_PLAIN_SIZE ? 1 : 1 + (plainLength - FIRST_PLAIN_SIZE + PLAIN_SIZE - 1) / PLAIN_SIZE;
    }

    /** The segment that holds the byte of plaintext at {@code position}. */
    static long segmentOf(long position) {
        return (position + HEADER_SIZE) / PLAIN_SIZE;
    }

    /** Where the plaintext of a segment begins. */
    static long plainStart(long segment) {
        return segment == 0 ? 0 : segment * PLAIN_SIZE - HEADER_SIZE;
    }
}
