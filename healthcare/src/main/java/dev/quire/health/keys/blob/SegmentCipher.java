package dev.quire.health.keys.blob;

import dev.quire.codec.Bytes;
import dev.quire.health.Fingerprint;
import dev.quire.health.keys.AesGcm;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.Hkdf;
import dev.quire.health.keys.RecordKeys;
import dev.quire.health.keys.Secret;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The segments of one blob, as Tink's streaming AEAD AES-GCM-HKDF has them. The segments' key is HKDF-SHA256 of contentKey
 * with the header's salt and the associated data SHA-256(ctx("blob", rid)) as info; a nonce is the header's prefix, uint32
 * number of the segment, uint8 1 for the last one and else 0, so that no segment is moved and none is cut off.
 */
final class SegmentCipher {
    private static final String WHAT = "the blob";

    private final byte[] header;
    private final AesGcm cipher;

    private SegmentCipher(RecordKeys keys, byte[] header) {
        this.header = header;
        Bytes associated = Fingerprint.sha256(
                        Fingerprint.context("blob", keys.chainId(), keys.rid().bytes()))
                .bytes();
        byte[] main = keys.contentKey().toArray();
        byte[] salt = Arrays.copyOfRange(header, 1, 1 + Secret.SIZE);
        try (Secret derived = Secret.wrap(Hkdf.derive(main, salt, associated, Secret.SIZE))) {
            cipher = new AesGcm(derived);
        } finally {
            Arrays.fill(main, (byte) 0);
        }
    }

    /** For a new blob: draws salt and nonce prefix. */
    static SegmentCipher create(RecordKeys keys, SecureRandom random) {
        byte[] header = new byte[BlobLayout.HEADER_SIZE];
        random.nextBytes(header);
        header[0] = BlobLayout.HEADER_SIZE;
        return new SegmentCipher(keys, header);
    }

    /** @param blob begins with the header */
    static SegmentCipher open(RecordKeys keys, byte[] blob) throws CryptoException.Malformed {
        if (blob[0] != BlobLayout.HEADER_SIZE) {
            throw new CryptoException.Malformed(
                    "the blob begins with no header of 40 bytes: its author wrote it wrongly");
        }
        return new SegmentCipher(keys, Arrays.copyOf(blob, BlobLayout.HEADER_SIZE));
    }

    /** Writes the header to the beginning of {@code slice}. */
    int writeHeader(byte[] slice) {
        System.arraycopy(header, 0, slice, 0, header.length);
        return header.length;
    }

    /** @return how many bytes were written into {@code slice} from {@code position} on */
    int seal(long segment, boolean last, byte[] plain, int length, byte[] slice, int position) {
        return cipher.seal(nonce(segment, last), Bytes.EMPTY, plain, length, slice, position);
    }

    /** @return how many bytes of plaintext there are in {@code plain} now */
    int open(long segment, boolean last, byte[] slice, int length, byte[] plain) throws CryptoException.NotOpened {
        int position = segment == 0 ? BlobLayout.HEADER_SIZE : 0;
        return cipher.open(WHAT, nonce(segment, last), Bytes.EMPTY, slice, position, length - position, plain);
    }

    private byte[] nonce(long segment, boolean last) {
        return ByteBuffer.allocate(AesGcm.NONCE_SIZE)
                .put(header, 1 + Secret.SIZE, BlobLayout.NONCE_PREFIX_SIZE)
                .putInt(Math.toIntExact(segment))
                .put((byte) (last ? 1 : 0))
                .array();
    }
}
