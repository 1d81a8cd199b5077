package dev.quire.health.keys;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.health.Fingerprint;
import dev.quire.health.Id;
import java.util.Arrays;

/**
 * The keys of one record, which need both of its factors: A, which only the patient's capsules hold, and B, which only the
 * custodians hold together.
 *
 * <p>PRK = HKDF-Extract(salt = SHA-256(ctx("record", rid)), A ‖ B); each key is HKDF-Expand(PRK, ctx(its use, rid), 32).
 * The ledger has keyCommit, and a reader decrypts nothing before it has compared it: AES-GCM alone could be made to open
 * under two keys. A rid names one version and is never used twice.
 */
public final class RecordKeys implements AutoCloseable {
    private final Hash chainId;
    private final Id rid;
    private final Secret contentKey;
    private final Secret metaKey;
    private final Hash keyCommit;

    private RecordKeys(Hash chainId, Id rid, byte[] prk) {
        this.chainId = chainId;
        this.rid = rid;
        contentKey = Secret.wrap(expand("content", prk));
        metaKey = Secret.wrap(expand("meta", prk));
        keyCommit = Hash.of(Bytes.wrap(expand("commit", prk)));
    }

    /** For the author, who drew both factors. */
    public static RecordKeys derive(Hash chainId, Id rid, Secret a, Secret b) {
        byte[] ikm = new byte[2 * Secret.SIZE];
        byte[] factorA = a.toArray();
        byte[] factorB = b.toArray();
        System.arraycopy(factorA, 0, ikm, 0, Secret.SIZE);
        System.arraycopy(factorB, 0, ikm, Secret.SIZE, Secret.SIZE);
        byte[] salt = Fingerprint.sha256(Fingerprint.context("record", chainId, rid.bytes()))
                .bytes()
                .toArray();
        byte[] prk = Hkdf.extract(salt, ikm);
        try {
            return new RecordKeys(chainId, rid, prk);
        } finally {
            for (byte[] secret : new byte[][] {ikm, factorA, factorB, prk}) {
                Arrays.fill(secret, (byte) 0);
            }
        }
    }

    /**
     * For a reader.
     *
     * @param keyCommit the record's, from the ledger
     * @throws CryptoException.WrongKeys if the factors are not those of this record
     */
    public static RecordKeys open(Hash chainId, Id rid, Secret a, Secret b, Hash keyCommit)
            throws CryptoException.WrongKeys {
        RecordKeys keys = derive(chainId, rid, a, b);
        if (!keys.keyCommit.equals(keyCommit)) {
            keys.close();
            throw new CryptoException.WrongKeys();
        }
        return keys;
    }

    public Hash chainId() {
        return chainId;
    }

    public Id rid() {
        return rid;
    }

    /** The main key of the blob. */
    public Secret contentKey() {
        return contentKey;
    }

    /** The key of the metaBox. */
    public Secret metaKey() {
        return metaKey;
    }

    /** Goes on the ledger. */
    public Hash keyCommit() {
        return keyCommit;
    }

    private byte[] expand(String use, byte[] prk) {
        return Hkdf.expand(prk, Fingerprint.context(use, chainId, rid.bytes()), Secret.SIZE);
    }

    @Override
    public void close() {
        contentKey.close();
        metaKey.close();
    }

    /** The record's id. */
    @Override
    public String toString() {
        return "RecordKeys[" + rid + "]";
    }
}
