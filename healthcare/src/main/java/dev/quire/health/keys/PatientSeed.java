package dev.quire.health.keys;

import dev.quire.codec.Bytes;
import java.security.SecureRandom;

/**
 * S: the 32 random bytes from which all of a patient's keys come. It is split in two roots at once: one signs and never
 * leaves the device, the other opens and may lie in a recovery file.
 */
public final class PatientSeed implements AutoCloseable {
    private static final Bytes SIGNING = Bytes.utf8("sig");
    private static final Bytes DECRYPTION = Bytes.utf8("dec");

    private final Secret seed;

    private PatientSeed(Secret seed) {
        this.seed = seed;
    }

    public static PatientSeed generate(SecureRandom random) {
        return new PatientSeed(Secret.random(random));
    }

    /** The seed whose bytes are a copy of {@code secret}. */
    public static PatientSeed of(Secret secret) {
        return new PatientSeed(secret.copy());
    }

    /** S_sig = HKDF(S, "sig"). */
    public SigningRoot signingRoot() {
        return new SigningRoot(Hkdf.derive(seed, SIGNING));
    }

    /** S_dec = HKDF(S, "dec"). */
    public DecryptionRoot decryptionRoot() {
        return new DecryptionRoot(Hkdf.derive(seed, DECRYPTION));
    }

    /** A copy of the 32 bytes, for a key file. */
    public Secret secret() {
        return seed.copy();
    }

    @Override
    public void close() {
        seed.close();
    }

    /** Never the bytes. */
    @Override
    public String toString() {
        return "PatientSeed";
    }
}
