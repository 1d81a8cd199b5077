package dev.quire.health.keys.blob;

import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.RecordKeys;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/**
 * Decrypts a blob, or a range of it, in 2 MiB of memory. Each slice is compared with the ledger's root before it is
 * decrypted and authenticated before it is given out, so what comes out is the author's, or names where the blob is damaged.
 * Not safe for use by several threads.
 */
public final class BlobReader {
    private final BlobSource source;
    private final SliceHashes slices;
    private final RecordKeys keys;
    private final long plainLength;

    /**
     * @param slices compared with the ledger by {@link SliceHashes#fingerprint}
     * @param keys from {@link RecordKeys#open}; stay the caller's
     * @param plainLength the true length, from the metaBox
     * @throws CryptoException.Malformed if a blob of this length does not hold so many bytes
     */
    public BlobReader(BlobSource source, SliceHashes slices, RecordKeys keys, long plainLength)
            throws CryptoException.Malformed {
        if (plainLength < 0 || BlobLayout.blobLength(Padme.paddedLength(plainLength)) != slices.blobLength()) {
            throw new CryptoException.Malformed("a blob of " + slices.blobLength() + " bytes does not hold "
                    + plainLength + " bytes: its author described it wrongly");
        }
        this.source = source;
        this.slices = slices;
        this.keys = keys;
        this.plainLength = plainLength;
    }

    /** Bytes of plaintext, without the padding. */
    public long plainLength() {
        return plainLength;
    }

    /** Writes all of the plaintext to {@code out}. */
    public void copyTo(OutputStream out) throws IOException, CryptoException {
        copyTo(out, 0, plainLength);
    }

    /**
     * Writes {@code length} bytes of plaintext, from {@code from} on, to {@code out}. Where it fails, what was written
     * before is right. A range that reaches the end is given only if the blob ends there as its author ended it.
     *
     * @throws IndexOutOfBoundsException if the range is not within 0 and {@link #plainLength}
     * @throws IOException if the source cannot be read or {@code out} not be written
     * @throws CryptoException.DamagedRange if bytes of the blob are not what the author wrote
     * @throws CryptoException if what the author wrote does not decrypt
     */
    public void copyTo(OutputStream out, long from, long length) throws IOException, CryptoException {
        Objects.checkFromIndexSize(from, length, plainLength);
        long end = from + length;
        int last = slices.leaves().size() - 1;
        long to = end == plainLength ? last : BlobLayout.segmentOf(end - 1);
        byte[] slice = new byte[BlobLayout.SEGMENT_SIZE];
        byte[] plain = new byte[BlobLayout.PLAIN_SIZE];
        int read = slices.read(0, source, slice);
        SegmentCipher cipher = SegmentCipher.open(keys, slice);
        try {
            for (int segment = (int) BlobLayout.segmentOf(from); segment <= to; segment++) {
                if (segment > 0) {
                    read = slices.read(segment, source, slice);
                }
                int count = cipher.open(segment, segment == last, slice, read, plain);
                long start = BlobLayout.plainStart(segment);
                int skipped = (int) Math.max(0, from - start);
                int wanted = (int) Math.min(count, end - start) - skipped;
                // The last segment may hold nothing but padding.
                if (wanted > 0) {
                    out.write(plain, skipped, wanted);
                }
            }
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }
}
