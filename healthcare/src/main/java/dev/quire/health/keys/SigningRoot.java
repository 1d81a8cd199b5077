package dev.quire.health.keys;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalWriter;
import dev.quire.crypto.Ed25519Key;
import dev.quire.hash.Hash;
import dev.quire.health.Fingerprint;
import dev.quire.health.Id;
import java.util.Arrays;

/** S_sig: makes the patient's signing keys, one for each subject and epoch, which nothing connects with each other. */
public final class SigningRoot implements AutoCloseable {
    private final Secret root;

    SigningRoot(Secret root) {
        this.root = root;
    }

    /**
     * The Ed25519 key with the seed HKDF(S_sig, ctx("key.sign", sid, uint32 epoch)).
     *
     * @param epoch 1 for the first key, then one more with each replacement
     */
    public Ed25519Key key(Hash chainId, Id sid, int epoch) {
        Bytes number = new CanonicalWriter(4).u32(epoch).toBytes();
        try (Secret seed = Hkdf.derive(root, Fingerprint.context("key.sign", chainId, sid.bytes(), number))) {
            byte[] bytes = seed.toArray();
            try {
                return Ed25519Key.fromSeed(Bytes.copyOf(bytes));
            } finally {
                Arrays.fill(bytes, (byte) 0);
            }
        }
    }

    @Override
    public void close() {
        root.close();
    }

    /** Never the bytes. */
    @Override
    public String toString() {
        return "SigningRoot";
    }
}
