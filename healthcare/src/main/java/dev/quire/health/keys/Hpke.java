package dev.quire.health.keys;

import dev.quire.codec.Bytes;
import dev.quire.health.X25519PublicKey;
import java.security.SecureRandom;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;

/**
 * A sealed message: uint8 suite 1, 32 bytes of encapsulated key, ciphertext. Suite 1 is HPKE (RFC 9180) in base mode with
 * DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM, one message per context, computed by Bouncy Castle. Who sent
 * it is not in it: a signed transaction or receipt commits to the message.
 */
public final class Hpke {
    /** The only suite. */
    public static final int SUITE = 1;
    /** Bytes by which a message is longer than what is in it. */
    public static final int OVERHEAD = 1 + X25519PublicKey.SIZE + AesGcm.TAG_SIZE;

    private Hpke() {}

    /**
     * @param info what the message is and for whom
     * @param aad what it must not be separated from
     * @throws CryptoException.BadPublicKey if {@code recipient} is zero or of small order
     */
    public static Bytes seal(X25519PublicKey recipient, Bytes info, Bytes aad, byte[] plaintext, SecureRandom random)
            throws CryptoException.BadPublicKey {
        HPKE suite = suite();
        try (X25519Key ephemeral = X25519Key.generate(random)) {
            HPKEContextWithEncapsulation context =
                    agreed(() -> suite.setupBaseS(publicKey(suite, recipient), info.toArray(), ephemeral.pair()));
            byte[] ciphertext = context.seal(aad.toArray(), plaintext);
            byte[] message = new byte[1 + X25519PublicKey.SIZE + ciphertext.length];
            message[0] = SUITE;
            System.arraycopy(context.getEncapsulation(), 0, message, 1, X25519PublicKey.SIZE);
            System.arraycopy(ciphertext, 0, message, 1 + X25519PublicKey.SIZE, ciphertext.length);
            return Bytes.wrap(message);
        } catch (InvalidCipherTextException e) {
            throw new IllegalStateException("HPKE does not seal", e);
        }
    }

    /**
     * @param what the name of the message, for the exception
     * @return the plaintext, which the caller overwrites
     * @throws CryptoException if the suite is another, the sender's key is zero or of small order, or it does not open
     */
    public static byte[] open(String what, X25519Key key, Bytes info, Bytes aad, Bytes message) throws CryptoException {
        if (message.size() < OVERHEAD) {
            throw new CryptoException.Malformed(what + " is cut short: it has " + message.size() + " bytes");
        }
        if (message.at(0) != SUITE) {
            throw new CryptoException.Malformed(
                    what + " is sealed with suite " + message.at(0) + "; this version knows suite 1 only");
        }
        HPKE suite = suite();
        byte[] encapsulated = message.slice(1, 1 + X25519PublicKey.SIZE).toArray();
        byte[] ciphertext =
                message.slice(1 + X25519PublicKey.SIZE, message.size()).toArray();
        try {
            return agreed(() -> suite.setupBaseR(encapsulated, key.pair(), info.toArray()))
                    .open(aad.toArray(), ciphertext);
        } catch (InvalidCipherTextException e) {
            throw new CryptoException.NotOpened(what);
        }
    }

    private static HPKE suite() {
        return new HPKE(HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);
    }

    private static AsymmetricKeyParameter publicKey(HPKE suite, X25519PublicKey key) {
        return suite.deserializePublicKey(key.bytes().toArray());
    }

    private interface Agreement<T> {
        T make();
    }

    /** Bouncy Castle answers an all-zero agreement, which RFC 9180 (7.1.4) forbids, with an unchecked exception. */
    private static <T> T agreed(Agreement<T> agreement) throws CryptoException.BadPublicKey {
        try {
            return agreement.make();
        } catch (IllegalStateException e) {
            throw new CryptoException.BadPublicKey();
        }
    }
}
