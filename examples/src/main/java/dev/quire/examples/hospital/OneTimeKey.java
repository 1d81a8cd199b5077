package dev.quire.examples.hospital;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.health.Fingerprint;
import dev.quire.health.Id;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;

/**
 * The key pair that a reader makes for one access: secrets are sealed to it (RFC 9180, base mode, DHKEM(X25519,
 * HKDF-SHA256), HKDF-SHA256, AES-256-GCM), bound to access and record. The private half lives in the reader's memory
 * only, as long as the access is open.
 */
final class OneTimeKey {
    private static final int ENCAPSULATED_SIZE = 32;

    private final AsymmetricCipherKeyPair pair;
    private final Bytes publicKey;

    private OneTimeKey(AsymmetricCipherKeyPair pair, Bytes publicKey) {
        this.pair = pair;
        this.publicKey = publicKey;
    }

    static OneTimeKey generate() {
        HPKE hpke = suite();
        AsymmetricCipherKeyPair pair = hpke.generatePrivateKey();
        return new OneTimeKey(pair, Bytes.wrap(hpke.serializePublicKey(pair.getPublic())));
    }

    Bytes publicKey() {
        return publicKey;
    }

    /** The encapsulated key, then the ciphertext. */
    static Bytes seal(Bytes publicKey, Hash chainId, Id aid, Id rid, Bytes secret) {
        HPKE hpke = suite();
        try {
            byte[][] sealed = hpke.seal(
                    hpke.deserializePublicKey(publicKey.toArray()),
                    info(chainId, aid, rid),
                    new byte[0],
                    secret.toArray(),
                    null,
                    null,
                    null);
            return Bytes.wrap(sealed[1]).concat(Bytes.wrap(sealed[0]));
        } catch (InvalidCipherTextException e) {
            throw new IllegalStateException("AES-GCM cannot fail to encrypt", e);
        }
    }

    /** @throws DamagedRecordException if it was sealed to another key, for another access or for another record */
    Bytes open(Hash chainId, Id aid, Id rid, Bytes sealed) throws DamagedRecordException {
        if (sealed.size() <= ENCAPSULATED_SIZE) {
            throw new DamagedRecordException(rid, "its sealed key is cut off");
        }
        try {
            return Bytes.wrap(suite().open(
                            sealed.slice(0, ENCAPSULATED_SIZE).toArray(),
                            pair,
                            info(chainId, aid, rid),
                            new byte[0],
                            sealed.slice(ENCAPSULATED_SIZE, sealed.size()).toArray(),
                            null,
                            null,
                            null));
        } catch (InvalidCipherTextException | IllegalArgumentException e) {
            throw new DamagedRecordException(rid, "its sealed key does not open for this access");
        }
    }

    private static byte[] info(Hash chainId, Id aid, Id rid) {
        return Fingerprint.context("record.release", chainId, aid.bytes(), rid.bytes())
                .toArray();
    }

    private static HPKE suite() {
        return new HPKE(HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);
    }
}
