package dev.quire.health.keys.blob;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.health.keys.RecordKeys;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Encrypts what is written into it, in 2 MiB of memory however long it is. {@link #finish} pads and ends the blob; one that
 * was closed without it lacks its last segment, and every reader refuses it. Not safe for use by several threads.
 */
public final class BlobWriter extends OutputStream {
    private final OutputStream out;
    private final SegmentCipher cipher;
    private final MessageDigest plainDigest = SliceHashes.sha256();
    private final List<Hash> leaves = new ArrayList<>();
    private final byte[] plain = new byte[BlobLayout.PLAIN_SIZE];
    private final byte[] slice = new byte[BlobLayout.SEGMENT_SIZE];
    private int filled;
    private long plainLength;
    private long blobLength;
    private boolean closed;

    /**
     * @param out gets the blob; closed by {@link #close}
     * @param keys of a record whose blob is written now and never again
     */
    public BlobWriter(OutputStream out, RecordKeys keys, SecureRandom random) {
        this.out = out;
        cipher = SegmentCipher.create(keys, random);
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        plainDigest.update(bytes, offset, length);
        plainLength += length;
        append(bytes, offset, length);
    }

    /**
     * Pads with zeros to the Padmé length and writes the last segment.
     *
     * @return what the metaBox and the ledger are to say of it
     */
    public SealedBlob finish() throws IOException {
        requireOpen();
        byte[] zeros = new byte[8192];
        long padding = Padme.paddedLength(plainLength) - plainLength;
        while (padding > 0) {
            int length = (int) Math.min(zeros.length, padding);
            append(zeros, 0, length);
            padding -= length;
        }
        sealSegment(true);
        out.flush();
        Hash plainHash = Hash.of(Bytes.wrap(plainDigest.digest()));
        wipe();
        return new SealedBlob(plainLength, plainHash, new SliceHashes(blobLength, leaves));
    }

    /** A full segment waits until more comes, since the last one is sealed otherwise. */
    private void append(byte[] bytes, int offset, int length) throws IOException {
        requireOpen();
        int from = offset;
        int end = offset + length;
        while (from < end) {
            if (filled == capacity()) {
                sealSegment(false);
            }
            int count = Math.min(end - from, capacity() - filled);
            System.arraycopy(bytes, from, plain, filled, count);
            filled += count;
            from += count;
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the blob is finished or closed");
        }
    }

    private int capacity() {
        return leaves.isEmpty() ? BlobLayout.FIRST_PLAIN_SIZE : BlobLayout.PLAIN_SIZE;
    }

    private void sealSegment(boolean last) throws IOException {
        int position = leaves.isEmpty() ? cipher.writeHeader(slice) : 0;
        int length = position + cipher.seal(leaves.size(), last, plain, filled, slice, position);
        out.write(slice, 0, length);
        leaves.add(SliceHashes.leaf(slice, length));
        blobLength += length;
        filled = 0;
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        wipe();
        out.close();
    }

    private void wipe() {
        closed = true;
        Arrays.fill(plain, (byte) 0);
    }
}
