package dev.quire.health.keys;

import dev.quire.codec.Bytes;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM with 12 bytes of nonce and 16 of tag (NIST SP 800-38D), computed by the JDK. It does not commit to its key:
 * where another key could be slipped in, a commitment is checked before. One key seals one message, or counts its nonces.
 * Not safe for use by several threads.
 */
public final class AesGcm {
    /** Bytes in a nonce. */
    public static final int NONCE_SIZE = 12;
    /** Bytes by which a ciphertext is longer than its plaintext. */
    public static final int TAG_SIZE = 16;

    /**
     * The JDK's fast GHASH is used by callers that were compiled, and what is called once for each MiB never is: given whole
     * segments, the first gigabyte of a process is encrypted ten times slower.
     */
    private static final int CHUNK_SIZE = 4096;

    private final SecretKeySpec key;
    private final Cipher cipher;

    public AesGcm(Secret key) {
        byte[] bytes = key.toArray();
        this.key = new SecretKeySpec(bytes, "AES");
        Arrays.fill(bytes, (byte) 0);
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no AES-GCM: run one that has", e);
        }
    }

    /** @return ciphertext and tag */
    public byte[] seal(byte[] nonce, Bytes aad, byte[] plaintext) {
        byte[] output = new byte[plaintext.length + TAG_SIZE];
        seal(nonce, aad, plaintext, plaintext.length, output, 0);
        return output;
    }

    /**
     * Seals the first {@code length} bytes of {@code plaintext} into {@code output}, from {@code position} on.
     *
     * @return how many bytes were written: {@code length} and the tag
     */
    public int seal(byte[] nonce, Bytes aad, byte[] plaintext, int length, byte[] output, int position) {
        try {
            init(Cipher.ENCRYPT_MODE, nonce, aad);
            int read = 0;
            int written = 0;
            while (length - read > CHUNK_SIZE) {
                written += cipher.update(plaintext, read, CHUNK_SIZE, output, position + written);
                read += CHUNK_SIZE;
            }
            return written + cipher.doFinal(plaintext, read, length - read, output, position + written);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM does not encrypt", e);
        }
    }

    /**
     * @param what the name of the ciphertext, for the message
     * @return the plaintext; nothing of it is given out before the tag was checked
     * @throws CryptoException.NotOpened if the tag is wrong, or the ciphertext is shorter than one
     */
    public byte[] open(String what, byte[] nonce, Bytes aad, byte[] ciphertext) throws CryptoException.NotOpened {
        byte[] output = new byte[Math.max(0, ciphertext.length - TAG_SIZE)];
        open(what, nonce, aad, ciphertext, 0, ciphertext.length, output);
        return output;
    }

    /**
     * Opens {@code length} bytes of {@code ciphertext}, from {@code position} on, into {@code output}.
     *
     * @return how many bytes of plaintext there are
     */
    public int open(String what, byte[] nonce, Bytes aad, byte[] ciphertext, int position, int length, byte[] output)
            throws CryptoException.NotOpened {
        if (length < TAG_SIZE) {
            throw new CryptoException.NotOpened(what);
        }
        try {
            init(Cipher.DECRYPT_MODE, nonce, aad);
            return cipher.doFinal(ciphertext, position, length, output, 0);
        } catch (AEADBadTagException e) {
            throw new CryptoException.NotOpened(what);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM does not decrypt", e);
        }
    }

    private void init(int mode, byte[] nonce, Bytes aad) throws GeneralSecurityException {
        if (nonce.length != NONCE_SIZE) {
            throw new IllegalArgumentException("a nonce has 12 bytes, not " + nonce.length);
        }
        cipher.init(mode, key, new GCMParameterSpec(TAG_SIZE * Byte.SIZE, nonce));
        cipher.updateAAD(aad.asBuffer());
    }
}
