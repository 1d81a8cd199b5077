package dev.quire.health.keys.message;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.health.Fingerprint;
import dev.quire.health.Id;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.Secret;
import dev.quire.merkle.MerkleTree;
import java.util.Arrays;
import java.util.List;

/** By what the ledger knows sealed capsules, and the one plaintext that is a single factor. */
public final class Capsules {
    private Capsules() {}

    /** capsuleHash = SHA-256(ctx("capsule", rid, capsule)) of a patient or forward capsule. */
    public static Hash hash(Hash chainId, Id rid, Bytes capsule) {
        return Fingerprint.sha256(Fingerprint.context("capsule", chainId, rid.bytes(), capsule));
    }

    /** capsuleRoot: the RFC 9162 root whose entries are the parts of a grant capsule, in their order. */
    public static Hash root(List<Bytes> parts) {
        return MerkleTree.root(MerkleTree.leafHashes(parts));
    }

    /**
     * The plaintext of a patient or forward capsule as the factor that it is.
     *
     * @param plaintext overwritten
     */
    public static Secret factor(byte[] plaintext) throws CryptoException.Malformed {
        try {
            if (plaintext.length != Secret.SIZE) {
                throw new CryptoException.Malformed("a capsule holds 32 bytes, not " + plaintext.length);
            }
            return Secret.copyOf(plaintext, 0);
        } finally {
            Arrays.fill(plaintext, (byte) 0);
        }
    }
}
