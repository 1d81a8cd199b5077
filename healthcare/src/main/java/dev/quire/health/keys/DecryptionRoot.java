package dev.quire.health.keys;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalWriter;
import dev.quire.hash.Hash;
import dev.quire.health.Fingerprint;
import dev.quire.health.Id;

/**
 * S_dec: makes the keys that open what is the patient's. It signs nothing, so a recovery file that holds it gives nobody a
 * voice; and keys that are made later come from it too, so an old recovery file stays good.
 */
public final class DecryptionRoot implements AutoCloseable {
    private final Secret root;

    DecryptionRoot(Secret root) {
        this.root = root;
    }

    /** The root whose bytes are a copy of {@code secret}, which comes from a recovery file. */
    public static DecryptionRoot of(Secret secret) {
        return new DecryptionRoot(secret.copy());
    }

    /**
     * ck[sid,cid,e] = the X25519 key of HKDF(S_dec, ctx("key.compartment", sid, cid, uint32 epoch)).
     *
     * @param epoch 1 for the first key, then one more with each replacement
     */
    public X25519Key compartmentKey(Hash chainId, Id sid, Id cid, int epoch) {
        try (Secret key = derive("key.compartment", chainId, sid.bytes(), cid.bytes(), uint32(epoch))) {
            return X25519Key.of(key);
        }
    }

    /** The AES-256 key of one version of the subject's manifest: HKDF(S_dec, ctx("key.manifest", sid, uint32 version)). */
    public Secret manifestKey(Hash chainId, Id sid, int version) {
        return derive("key.manifest", chainId, sid.bytes(), uint32(version));
    }

    /** A copy of the 32 bytes, for a recovery file. */
    public Secret secret() {
        return root.copy();
    }

    private Secret derive(String use, Hash chainId, Bytes... fields) {
        return Hkdf.derive(root, Fingerprint.context(use, chainId, fields));
    }

    private static Bytes uint32(int value) {
        return new CanonicalWriter(4).u32(value).toBytes();
    }

    @Override
    public void close() {
        root.close();
    }

    /** Never the bytes. */
    @Override
    public String toString() {
        return "DecryptionRoot";
    }
}
