package dev.quire.health.keys.blob;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalWriter;
import dev.quire.hash.Hash;
import dev.quire.health.Fingerprint;
import dev.quire.health.Id;
import dev.quire.health.keys.CryptoException;
import dev.quire.merkle.MerkleTree;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * The leaf hashes of a blob's slices of 1 MiB, SHA-256(0x00 ‖ slice), which lie beside the blob: 32 bytes for each MiB.
 * Their RFC 9162 root is ctRoot, a part of the fingerprint on the ledger. Compared with it once, they locate every damage.
 *
 * @param blobLength bytes in the blob
 */
public record SliceHashes(long blobLength, List<Hash> leaves) {
    /** Bytes in a slice but the last. */
    public static final int SLICE_SIZE = Fingerprint.SLICE_SIZE;
    /** The most bytes in a blob, as on the ledger: 1 TiB. */
    public static final long MAX_BLOB_LENGTH = 1L << 40;

    /** @throws IllegalArgumentException if a blob of this length has another number of slices, or there is none */
    public SliceHashes {
        if (blobLength < 1
                || blobLength > MAX_BLOB_LENGTH
                || leaves.size() != (blobLength + SLICE_SIZE - 1) / SLICE_SIZE) {
            throw new IllegalArgumentException(
                    leaves.size() + " slices of 1 MiB do not make a blob of " + blobLength + " bytes");
        }
        leaves = List.copyOf(leaves);
    }

    /**
     * Hashes a whole blob.
     *
     * @throws IOException if the source cannot be read, or gives fewer bytes than asked
     */
    public static SliceHashes of(BlobSource source, long blobLength) throws IOException {
        byte[] slice = new byte[SLICE_SIZE];
        List<Hash> leaves = new ArrayList<>();
        for (long from = 0; from < blobLength; from += SLICE_SIZE) {
            int length = (int) Math.min(SLICE_SIZE, blobLength - from);
            if (source.read(from, slice, length) < length) {
                throw new IOException("the blob ends before its " + blobLength + " bytes");
            }
            leaves.add(leaf(slice, length));
        }
        return new SliceHashes(blobLength, leaves);
    }

    /** Reads what {@link #encoded} gives. */
    public static SliceHashes decode(long blobLength, Bytes encoded) throws CryptoException.Malformed {
        long slices = (blobLength + SLICE_SIZE - 1) / SLICE_SIZE;
        if (blobLength < 1 || blobLength > MAX_BLOB_LENGTH || encoded.size() != slices * Hash.SIZE) {
            throw new CryptoException.Malformed(
                    encoded.size() + " bytes of slice hashes do not belong to a blob of " + blobLength + " bytes");
        }
        List<Hash> leaves = new ArrayList<>();
        for (int at = 0; at < encoded.size(); at += Hash.SIZE) {
            leaves.add(Hash.of(encoded.slice(at, at + Hash.SIZE)));
        }
        return new SliceHashes(blobLength, leaves);
    }

    /** The leaf hashes one after the other. */
    public Bytes encoded() {
        CanonicalWriter out = new CanonicalWriter(leaves.size() * Hash.SIZE);
        leaves.forEach(leaf -> out.fixed(leaf.bytes()));
        return out.toBytes();
    }

    /** ctRoot: the RFC 9162 root. */
    public Hash root() {
        return MerkleTree.root(leaves);
    }

    /**
     * By what the ledger knows the blob, if these are its hashes.
     *
     * @param salt kept beside the blob, 32 bytes
     */
    public Hash fingerprint(Hash chainId, Id rid, Bytes salt, Bytes metaBox) {
        return Fingerprint.of(chainId, rid, salt, root(), blobLength, metaBox);
    }

    /**
     * Which bytes the slice stands for.
     *
     * @param slice 0 <= slice < number of slices
     */
    public ByteRange range(int slice) {
        long from = (long) slice * SLICE_SIZE;
        return new ByteRange(from, Math.min(blobLength, from + SLICE_SIZE));
    }

    /** The slices whose bytes are not what the author wrote, in order. */
    public List<ByteRange> damaged(BlobSource source) throws IOException {
        byte[] buffer = new byte[SLICE_SIZE];
        List<ByteRange> damaged = new ArrayList<>();
        for (int slice = 0; slice < leaves.size(); slice++) {
            if (!isWhole(slice, source, buffer)) {
                damaged.add(range(slice));
            }
        }
        return damaged;
    }

    /**
     * Reads one slice into the beginning of {@code buffer}.
     *
     * @return its length
     * @throws CryptoException.DamagedRange if it is not what the author wrote
     */
    int read(int slice, BlobSource source, byte[] buffer) throws IOException, CryptoException.DamagedRange {
        ByteRange range = range(slice);
        if (!isWhole(slice, source, buffer)) {
            throw new CryptoException.DamagedRange(range.from(), range.to());
        }
        return (int) (range.to() - range.from());
    }

    private boolean isWhole(int slice, BlobSource source, byte[] buffer) throws IOException {
        ByteRange range = range(slice);
        int length = (int) (range.to() - range.from());
        return isSlice(slice, buffer, source.read(range.from(), buffer, length));
    }

    /** Are the first {@code length} bytes this slice, whole? */
    boolean isSlice(int slice, byte[] buffer, int length) {
        ByteRange range = range(slice);
        return length == range.to() - range.from() && leaf(buffer, length).equals(leaves.get(slice));
    }

    /** SHA-256(0x00 ‖ slice): {@link MerkleTree#leafHash} for a buffer that is used again. */
    static Hash leaf(byte[] slice, int length) {
        MessageDigest digest = sha256();
        digest.update((byte) 0);
        digest.update(slice, 0, length);
        return Hash.of(Bytes.wrap(digest.digest()));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must have SHA-256; this one does not", e);
        }
    }
}
