package dev.quire.testkit;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.crypto.SignatureScheme;
import dev.quire.crypto.Signer;
import dev.quire.hash.Sha256;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Signatures that cost next to nothing: a hash over a secret and the message. The secrets live here, in the world, and a
 * node holds only its own {@link Signer}: nobody can sign for another. No security outside a simulation.
 */
final class SimSignatures implements SignatureScheme {
    private static final int KEY_PREFIX = 2;
    private static final int SIGNATURE_PREFIX = 3;

    private final Map<PublicKey, Bytes> secrets = new TreeMap<>();
    private final Sha256 sha256 = new Sha256();

    private record SimSigner(PublicKey publicKey, SimSignatures world) implements Signer {
        @Override
        public Signature sign(Bytes message) {
            return world.sign(publicKey, message);
        }
    }

    Signer newSigner(RandomGenerator random) {
        byte[] bytes = new byte[PublicKey.SIZE];
        random.nextBytes(bytes);
        return signer(Bytes.wrap(bytes));
    }

    Signer signer(Bytes secret) {
        PublicKey key = new PublicKey(sha256.hash(KEY_PREFIX, secret).bytes());
        secrets.put(key, secret);
        return new SimSigner(key, this);
    }

    private Signature sign(PublicKey key, Bytes message) {
        Bytes half = sha256.hash(SIGNATURE_PREFIX, secrets.get(key), message).bytes();
        return new Signature(half.concat(half));
    }

    @Override
    public boolean verifyTransaction(PublicKey sender, Bytes message, Signature signature) {
        return secrets.containsKey(sender) && sign(sender, message).equals(signature);
    }

    @Override
    public boolean verifyMember(PublicKey member, Bytes message, Signature signature) {
        return verifyTransaction(member, message, signature);
    }

    @Override
    public boolean admitsMember(PublicKey key) {
        return secrets.containsKey(key);
    }
}
