package dev.quire.health.keys;

import dev.quire.codec.Bytes;
import dev.quire.health.X25519PublicKey;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;

/** A private key that opens what was sealed to its public one. Safe for use by several threads until it is closed. */
public final class X25519Key implements AutoCloseable {
    private final Secret secret;
    private final X25519PublicKey publicKey;

    private X25519Key(Secret secret) {
        this.secret = secret;
        publicKey =
                new X25519PublicKey(Bytes.wrap(privateKey().generatePublicKey().getEncoded()));
    }

    public static X25519Key generate(SecureRandom random) {
        return new X25519Key(Secret.random(random));
    }

    /** The key whose 32 bytes are a copy of {@code secret}; as in RFC 7748, five of their bits do not count. */
    public static X25519Key of(Secret secret) {
        return new X25519Key(secret.copy());
    }

    public X25519PublicKey publicKey() {
        return publicKey;
    }

    /** A copy of the 32 bytes, for a key file. */
    public Secret secret() {
        return secret.copy();
    }

    AsymmetricCipherKeyPair pair() {
        X25519PrivateKeyParameters key = privateKey();
        return new AsymmetricCipherKeyPair(key.generatePublicKey(), key);
    }

    private X25519PrivateKeyParameters privateKey() {
        byte[] bytes = secret.toArray();
        try {
            return new X25519PrivateKeyParameters(bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    @Override
    public void close() {
        secret.close();
    }

    /** The public key. */
    @Override
    public String toString() {
        return "X25519Key[" + publicKey + "]";
    }
}
