package dev.quire.health.keys.blob;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.health.Fingerprint;
import dev.quire.health.keys.AesGcm;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.RecordKeys;
import java.security.SecureRandom;

/**
 * A record's description, encrypted: 12 bytes of nonce, then AES-256-GCM under metaKey with the associated data
 * SHA-256(ctx("metabox", rid)). What is encrypted is uint32 length and the description, then zeros, so that the box has a
 * multiple of 512 bytes and its size tells next to nothing.
 */
public final class MetaBox {
    /** A box has a multiple of this many bytes. */
    public static final int BLOCK_SIZE = 512;
    /** The most bytes of a box. */
    public static final int MAX_SIZE = 8 * BLOCK_SIZE;

    private static final String WHAT = "the metaBox";
    private static final int OVERHEAD = AesGcm.NONCE_SIZE + AesGcm.TAG_SIZE;

    private MetaBox() {}

    public static Bytes seal(RecordKeys keys, Description description, SecureRandom random) {
        Bytes encoded = description.encoded();
        int size = OVERHEAD + Integer.BYTES + encoded.size();
        int padded = (size + BLOCK_SIZE - 1) / BLOCK_SIZE * BLOCK_SIZE;
        Bytes plaintext = new CanonicalWriter(padded)
                .bytes(encoded)
                .fixed(Bytes.wrap(new byte[padded - size]))
                .toBytes();
        byte[] nonce = new byte[AesGcm.NONCE_SIZE];
        random.nextBytes(nonce);
        byte[] ciphertext = new AesGcm(keys.metaKey()).seal(nonce, associated(keys), plaintext.toArray());
        return Bytes.wrap(nonce).concat(Bytes.wrap(ciphertext));
    }

    /** @throws CryptoException if the box does not open under these keys, or what is in it is malformed */
    public static Description open(RecordKeys keys, Bytes box) throws CryptoException {
        if (box.size() % BLOCK_SIZE != 0 || box.isEmpty() || box.size() > MAX_SIZE) {
            throw new CryptoException.Malformed("a metaBox has 512 to 4,096 bytes, not " + box.size());
        }
        byte[] nonce = box.slice(0, AesGcm.NONCE_SIZE).toArray();
        byte[] ciphertext = box.slice(AesGcm.NONCE_SIZE, box.size()).toArray();
        byte[] plaintext = new AesGcm(keys.metaKey()).open(WHAT, nonce, associated(keys), ciphertext);
        try {
            CanonicalReader in = new CanonicalReader("metaBox", Bytes.wrap(plaintext));
            Description description = Description.decode(in.bytes(MAX_SIZE));
            Bytes padding = in.fixed(in.remaining());
            if (padding.size() >= BLOCK_SIZE || !padding.equals(Bytes.wrap(new byte[padding.size()]))) {
                throw in.malformed("the padding is too long, or not of zeros");
            }
            return description;
        } catch (MalformedException e) {
            throw new CryptoException.Malformed("the author wrote the metaBox wrongly", e);
        }
    }

    private static Bytes associated(RecordKeys keys) {
        return Fingerprint.sha256(Fingerprint.context(
                        "metabox", keys.chainId(), keys.rid().bytes()))
                .bytes();
    }
}
