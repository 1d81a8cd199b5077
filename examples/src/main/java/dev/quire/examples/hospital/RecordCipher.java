package dev.quire.examples.hospital;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.health.Fingerprint;
import dev.quire.health.Id;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/**
 * Encrypts records: {@code blob = nonce (12) ‖ AES-256-GCM(contentKey, padded plaintext) ‖ tag (16)}, with
 * SHA-256(ctx("blob", rid)) as associated data, so that a blob opens under its own record's id only.
 *
 * <p>Each record has a fresh secret of 64 bytes, from which HKDF-SHA256 derives the content key and a commitment that is
 * on the ledger: AES-GCM alone would let a dealer hand out two keys that open one blob to two texts. The plaintext is
 * preceded by its length and padded (Padmé), so that its size tells little. Safe for use by several threads.
 */
final class RecordCipher {
    /** Bytes in a record's secret: the factors A and B of the later two-factor protocol. */
    static final int SECRET_SIZE = 64;

    private static final int NONCE_SIZE = 12;
    private static final int TAG_BITS = 128;
    private static final int LENGTH_SIZE = 8;

    private final Hash chainId;
    private final SecureRandom random;

    RecordCipher(Hash chainId, SecureRandom random) {
        this.chainId = chainId;
        this.random = random;
    }

    Bytes seal(Id rid, Bytes secret, Bytes plaintext) {
        byte[] nonce = new byte[NONCE_SIZE];
        random.nextBytes(nonce);
        byte[] padded = new byte[padme(LENGTH_SIZE + plaintext.size())];
        ByteBuffer.wrap(padded).putLong(plaintext.size()).put(plaintext.asBuffer());
        try {
            byte[] ciphertext = cipher(Cipher.ENCRYPT_MODE, rid, secret, nonce).doFinal(padded);
            return Bytes.wrap(nonce).concat(Bytes.wrap(ciphertext));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform must have AES-GCM", e);
        }
    }

    /**
     * Checks the key against its commitment on the ledger, then decrypts.
     *
     * @throws DamagedRecordException if key or ciphertext are not the author's
     */
    Bytes open(Id rid, Bytes secret, Hash keyCommit, Bytes blob) throws DamagedRecordException {
        if (!keyCommit(rid, secret).equals(keyCommit)) {
            throw new DamagedRecordException(rid, "the key is not the one that the ledger commits to");
        }
        if (blob.size() < NONCE_SIZE + LENGTH_SIZE + TAG_BITS / 8) {
            throw new DamagedRecordException(rid, "the ciphertext is cut off");
        }
        try {
            Cipher cipher = cipher(
                    Cipher.DECRYPT_MODE, rid, secret, blob.slice(0, NONCE_SIZE).toArray());
            return unpadded(
                    rid, cipher.doFinal(blob.slice(NONCE_SIZE, blob.size()).toArray()));
        } catch (AEADBadTagException e) {
            throw new DamagedRecordException(rid, "the ciphertext does not decrypt");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform must have AES-GCM", e);
        }
    }

    /** What the ledger says about the secret without telling it. */
    Hash keyCommit(Id rid, Bytes secret) {
        return Hash.of(Bytes.wrap(derive("commit", rid, secret)));
    }

    /** The ciphertext's size for a plaintext of this size. */
    static long blobLength(int plaintextSize) {
        return NONCE_SIZE + padme(LENGTH_SIZE + plaintextSize) + TAG_BITS / 8L;
    }

    private static Bytes unpadded(Id rid, byte[] padded) throws DamagedRecordException {
        long length = ByteBuffer.wrap(padded).getLong();
        if (length < 0 || length > padded.length - LENGTH_SIZE) {
            throw new DamagedRecordException(rid, "the plaintext's length is impossible");
        }
        return Bytes.wrap(padded).slice(LENGTH_SIZE, LENGTH_SIZE + (int) length);
    }

    private Cipher cipher(int mode, Id rid, Bytes secret, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        SecretKeySpec key = new SecretKeySpec(derive("content", rid, secret), "AES");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        Bytes context = Fingerprint.context("blob", chainId, rid.bytes());
        cipher.updateAAD(Fingerprint.sha256(context).bytes().toArray());
        return cipher;
    }

    /** HKDF-Expand(HKDF-Extract(SHA-256(ctx("record", rid)), secret), ctx(use, rid), 32). */
    private byte[] derive(String use, Id rid, Bytes secret) {
        if (secret.size() != SECRET_SIZE) {
            throw new IllegalArgumentException("a record's secret has 64 bytes, not " + secret.size());
        }
        Bytes salt = Fingerprint.sha256(Fingerprint.context("record", chainId, rid.bytes()))
                .bytes();
        Bytes info = Fingerprint.context(use, chainId, rid.bytes());
        HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA256Digest());
        hkdf.init(new HKDFParameters(secret.toArray(), salt.toArray(), info.toArray()));
        byte[] key = new byte[Hash.SIZE];
        hkdf.generateBytes(key, 0, key.length);
        return key;
    }

    /** The next length whose binary form ends in enough zeros: at most 12 % more, and few distinct sizes. */
    static int padme(int length) {
        int exponent = 31 - Integer.numberOfLeadingZeros(length);
        int significant = 32 - Integer.numberOfLeadingZeros(exponent);
        int mask = (1 << Math.max(0, exponent - significant)) - 1;
        return Math.addExact(length, mask) & ~mask;
    }
}
