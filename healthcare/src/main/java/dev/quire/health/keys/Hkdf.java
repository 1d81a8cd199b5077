package dev.quire.health.keys;

import dev.quire.codec.Bytes;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/** HKDF with SHA-256 (RFC 5869), computed by Bouncy Castle: the JDK has it from 25 on only. */
public final class Hkdf {
    /** The most bytes that can be derived: 255 hashes. */
    public static final int MAX_LENGTH = 255 * 32;

    private static final byte[] NO_SALT = new byte[0];

    private Hkdf() {}

    /** HKDF(secret, info): extract with an empty salt, then 32 bytes expanded, as WebCrypto's {@code deriveBits} does. */
    public static Secret derive(Secret secret, Bytes info) {
        byte[] ikm = secret.toArray();
        try {
            return Secret.wrap(derive(ikm, NO_SALT, info, Secret.SIZE));
        } finally {
            Arrays.fill(ikm, (byte) 0);
        }
    }

    /**
     * Extract and expand.
     *
     * @param length of the result, 1 to {@link #MAX_LENGTH} bytes
     */
    public static byte[] derive(byte[] ikm, byte[] salt, Bytes info, int length) {
        byte[] prk = extract(salt, ikm);
        try {
            return expand(prk, info, length);
        } finally {
            Arrays.fill(prk, (byte) 0);
        }
    }

    /** HKDF-Extract: 32 bytes. An empty salt is 32 zeros. */
    static byte[] extract(byte[] salt, byte[] ikm) {
        return new HKDFBytesGenerator(new SHA256Digest()).extractPRK(salt.length == 0 ? null : salt, ikm);
    }

    /** HKDF-Expand. */
    static byte[] expand(byte[] prk, Bytes info, int length) {
        if (length < 1 || length > MAX_LENGTH) {
            throw new IllegalArgumentException("HKDF gives 1 to " + MAX_LENGTH + " bytes, not " + length);
        }
        HKDFBytesGenerator generator = new HKDFBytesGenerator(new SHA256Digest());
        generator.init(HKDFParameters.skipExtractParameters(prk, info.toArray()));
        byte[] output = new byte[length];
        generator.generateBytes(output, 0, length);
        return output;
    }
}
