package dev.quire.crypto;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** An Ed25519 private key held in memory (RFC 8032). Signing takes about 0.04 ms. */
public final class Ed25519Key implements Signer {
    /** Bytes in a seed, which is all of the private key. */
    public static final int SEED_SIZE = Ed25519.SECRET_KEY_SIZE;

    private final byte[] seed;
    private final byte[] publicKeyBytes = new byte[PublicKey.SIZE];
    private final PublicKey publicKey;

    private Ed25519Key(byte[] seed) {
        this.seed = seed;
        Ed25519.generatePublicKey(seed, 0, publicKeyBytes, 0);
        publicKey = new PublicKey(Bytes.copyOf(publicKeyBytes));
    }

    /** @throws IllegalArgumentException if {@code seed} has not 32 bytes */
    public static Ed25519Key fromSeed(Bytes seed) {
        if (seed.size() != SEED_SIZE) {
            throw new IllegalArgumentException("an Ed25519 seed has 32 bytes, not " + seed.size());
        }
        return new Ed25519Key(seed.toArray());
    }

    public static Ed25519Key generate(SecureRandom random) {
        byte[] seed = new byte[SEED_SIZE];
        random.nextBytes(seed);
        return new Ed25519Key(seed);
    }

    /**
     * Reads a key file: PKCS#8 in PEM, not encrypted, as {@link #save} and {@code openssl genpkey -algorithm ed25519}
     * write it.
     *
     * @throws KeyFileException if others than its owner may read the file, or it holds something else
     * @throws IOException if it cannot be read
     */
    public static Ed25519Key load(Path file) throws IOException {
        return new Ed25519Key(KeyFile.readSeed(file));
    }

    /**
     * Writes the key to a new file with mode 0600; all of it and durable when this returns, or no file.
     *
     * @throws java.nio.file.FileAlreadyExistsException if the file exists: a key that is lost is an identity that is lost
     * @throws IOException if it cannot be written
     */
    public void save(Path file) throws IOException {
        KeyFile.writeSeed(file, seed);
    }

    @Override
    public PublicKey publicKey() {
        return publicKey;
    }

    @Override
    public Signature sign(Bytes message) {
        byte[] signed = message.toArray();
        byte[] signature = new byte[Signature.SIZE];
        Ed25519.sign(seed, 0, publicKeyBytes, 0, signed, 0, signed.length, signature, 0);
        return new Signature(Bytes.wrap(signature));
    }

    /** The key as the JDK's own providers take it, to prove it in TLS. */
    public PrivateKey toPrivateKey() {
        try {
            return KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed.clone()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform from 15 on must have Ed25519; this one does not", e);
        }
    }

    /** The public key: the private one is never written to a log. */
    @Override
    public String toString() {
        return "Ed25519Key[" + publicKey + "]";
    }
}
