package dev.quire.testdata;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.hash.Domain;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;

/** A real Ed25519 key made from a number, the same in every run. */
public final class TestKey {
    private final KeyPair pair;
    private final PublicKey publicKey;

    public TestKey(int number) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519", "SunEC");
            generator.initialize(NamedParameterSpec.ED25519, new Seed(seed(number)));
            pair = generator.generateKeyPair();
            byte[] x509 = pair.getPublic().getEncoded();
            publicKey = new PublicKey(Bytes.wrap(Arrays.copyOfRange(x509, x509.length - 32, x509.length)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** The 32 bytes of the private key. */
    public static Bytes seed(int number) {
        return Domain.VALUE.hash(Bytes.utf8("test key " + number)).bytes();
    }

    public PublicKey publicKey() {
        return publicKey;
    }

    public Signature sign(Bytes message) {
        try {
            java.security.Signature signer = java.security.Signature.getInstance("Ed25519", "SunEC");
            signer.initSign(pair.getPrivate());
            signer.update(message.toArray());
            return new Signature(Bytes.wrap(signer.sign()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Gives the key generator the bytes that it shall take for random. */
    private static final class Seed extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private final byte[] seed;

        Seed(Bytes seed) {
            this.seed = seed.toArray();
        }

        @Override
        public void nextBytes(byte[] target) {
            System.arraycopy(seed, 0, target, 0, target.length);
        }
    }
}
