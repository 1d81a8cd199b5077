package dev.quire.gateway.audit;

import dev.quire.codec.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Plaintext that was found. It is not repeated here: who may see it looks at the offset.
 *
 * @param file or database
 * @param store how it was opened
 * @param column what of the store
 * @param offset of the first byte
 * @param bytes how many hang together, as they stand there
 * @param form in which it stands there: plain, UTF-16, hex or base64
 * @param patient whose it is: the number among the names in the directory of plaintext
 * @param digest the first 8 bytes of SHA-256 of the first needle, in hexadecimal digits
 */
public record Leak(
        String file, String store, String column, long offset, long bytes, String form, int patient, String digest) {
    private static final int DIGEST_BYTES = 8;

    static Leak of(Place place, long offset, long bytes, String form, int patient, byte[] needle) {
        return new Leak(place.file(), place.store(), place.column(), offset, bytes, form, patient, digest(needle));
    }

    static String digest(byte[] needle) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(needle);
            return Bytes.wrap(hash).slice(0, DIGEST_BYTES).toHex();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
