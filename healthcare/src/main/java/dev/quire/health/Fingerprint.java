package dev.quire.health;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalWriter;
import dev.quire.hash.Hash;
import dev.quire.merkle.MerkleTree;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * By what the ledger knows a ciphertext: a salted hash over the encrypted bytes, never over the plaintext, so that chain
 * and vault together cannot confirm a guess.
 */
public final class Fingerprint {
    /** Bytes in a salt. */
    public static final int SALT_SIZE = 32;
    /** Bytes in a slice; a changed byte is located down to its slice. */
    public static final int SLICE_SIZE = 1024 * 1024;

    private Fingerprint() {}

    /**
     * SHA-256(ctx("fingerprint", rid, salt, ctRoot, uint64 blob length, SHA-256(metaBox))).
     *
     * @param salt {@link #SALT_SIZE} random bytes, kept beside the blob
     * @param blob the ciphertext; ctRoot is the RFC 9162 root over its slices
     * @param metaBox the encrypted description; empty where there is none
     */
    public static Hash of(Hash chainId, Id rid, Bytes salt, Bytes blob, Bytes metaBox) {
        return of(chainId, rid, salt, ciphertextRoot(blob), blob.size(), metaBox);
    }

    /**
     * The same for a blob that is too large to be held.
     *
     * @param ctRoot the RFC 9162 root over its slices
     */
    public static Hash of(Hash chainId, Id rid, Bytes salt, Hash ctRoot, long blobLength, Bytes metaBox) {
        if (salt.size() != SALT_SIZE) {
            throw new IllegalArgumentException("a salt has 32 bytes, not " + salt.size());
        }
        return sha256(context(
                "fingerprint",
                chainId,
                rid.bytes(),
                salt,
                ctRoot.bytes(),
                new CanonicalWriter(8).u64(blobLength).toBytes(),
                sha256(metaBox).bytes()));
    }

    /** The RFC 9162 root over the slices of {@value #SLICE_SIZE} bytes. */
    public static Hash ciphertextRoot(Bytes blob) {
        List<Bytes> slices = new ArrayList<>();
        for (int from = 0; from < blob.size(); from += SLICE_SIZE) {
            slices.add(blob.slice(from, Math.min(blob.size(), from + SLICE_SIZE)));
        }
        return MerkleTree.root(MerkleTree.leafHashes(slices));
    }

    /**
     * ctx(t, f1, ...) = LP("quire.health/1 " ‖ t) ‖ LP(chainId) ‖ LP(f1) ..., LP(x) = uint32 length ‖ x: binds a hash, a
     * key or a ciphertext to its use, chain and record.
     */
    public static Bytes context(String type, Hash chainId, Bytes... fields) {
        CanonicalWriter out = new CanonicalWriter()
                .bytes(Bytes.utf8("quire.health/1 " + type))
                .bytes(chainId.bytes());
        for (Bytes field : fields) {
            out.bytes(field);
        }
        return out.toBytes();
    }

    /** Plain SHA-256: what is hashed begins with its own context. */
    public static Hash sha256(Bytes input) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            input.update(digest);
            return Hash.of(Bytes.wrap(digest.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must have SHA-256; this one does not", e);
        }
    }
}
