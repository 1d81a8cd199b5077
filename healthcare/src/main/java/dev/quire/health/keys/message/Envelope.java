package dev.quire.health.keys.message;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalWriter;
import dev.quire.hash.Hash;
import dev.quire.health.Fingerprint;
import dev.quire.health.Id;
import dev.quire.health.X25519PublicKey;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.Hpke;
import dev.quire.health.keys.X25519Key;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * What one sealed message is and for whom: it opens under the very same envelope only, so none can be moved to another
 * chain, patient, record, grant or custodian. Epochs, versions, parts and committees are uint32.
 *
 * @param name of the message, for people
 * @param info ctx(its type, fields)
 * @param aad what it must not be separated from; may be empty
 */
public record Envelope(String name, Bytes info, Bytes aad) {
    /** The most bytes of a sealed message. */
    public static final int MAX_SIZE = 64 * 1024;

    /** Factor A of a record, to the compartment's key. */
    public static Envelope patientCapsule(Hash chainId, Id sid, Id cid, int epoch, Id rid, Hash keyCommit) {
        return new Envelope(
                "the patient capsule",
                Fingerprint.context("capsule.patient", chainId, sid.bytes(), cid.bytes(), uint32(epoch), rid.bytes()),
                keyCommit.bytes());
    }

    /**
     * Part {@code part}, counted from 0, of what a grant hands over: a {@link FactorList}, to the grantee's key.
     *
     * @param kid {@link X25519PublicKey#kid} of that key
     * @param termsHash SHA-256 of the canonical terms of the grant
     */
    public static Envelope grantCapsule(Hash chainId, Id gid, Id kid, Id sid, int part, Hash termsHash) {
        return new Envelope(
                "part " + part + " of the grant capsule",
                Fingerprint.context("capsule.grant", chainId, gid.bytes(), kid.bytes(), sid.bytes(), uint32(part)),
                termsHash.bytes());
    }

    /** Factor A of a record that was written while a grant lives, to the grantee's key. */
    public static Envelope forwardCapsule(Hash chainId, Id gid, Id kid, Id sid, Id rid, Hash keyCommit) {
        return new Envelope(
                "the forward capsule",
                Fingerprint.context("capsule.forward", chainId, gid.bytes(), kid.bytes(), sid.bytes(), rid.bytes()),
                keyCommit.bytes());
    }

    /** Shares dealt by an author: a {@link ShareList}, to the custodian's key of that epoch. */
    public static Envelope deal(Hash chainId, Id dealId, Id authorOrg, Id custodianOrg, int keyEpoch, int committee) {
        return new Envelope(
                "the deal",
                Fingerprint.context(
                        "share.deal",
                        chainId,
                        dealId.bytes(),
                        authorOrg.bytes(),
                        custodianOrg.bytes(),
                        uint32(keyEpoch),
                        uint32(committee)),
                Bytes.EMPTY);
    }

    /**
     * Shares released against an access: a {@link ShareList}, to its one-time key.
     *
     * @param receiptHash SHA-256 of the receipt
     */
    public static Envelope release(Hash chainId, Id aid, Id custodianOrg, int committee, Hash receiptHash) {
        return new Envelope(
                "the release",
                Fingerprint.context("share.release", chainId, aid.bytes(), custodianOrg.bytes(), uint32(committee)),
                receiptHash.bytes());
    }

    /** A {@link WritersMap}, to the writing hospital's reading key. */
    public static Envelope writersMap(Hash chainId, Id sid, Id recipient, int version) {
        return addressed("the writer's map", "writer.map", chainId, sid, recipient, version);
    }

    /** A {@link PractitionerCard}, to the subject. */
    public static Envelope card(Hash chainId, Id sid, Id recipient, int version) {
        return addressed("the card", "card", chainId, sid, recipient, version);
    }

    /** A guardian's or custodian's share of a backup factor. */
    public static Envelope recoveryShare(Hash chainId, Id sid, Id recipient, int version) {
        return addressed("the recovery share", "share.recovery", chainId, sid, recipient, version);
    }

    private static Envelope addressed(String name, String type, Hash chainId, Id sid, Id recipient, int version) {
        return new Envelope(
                name, Fingerprint.context(type, chainId, sid.bytes(), recipient.bytes(), uint32(version)), Bytes.EMPTY);
    }

    /**
     * @param plaintext overwritten when this returns or throws
     * @throws CryptoException.BadPublicKey if {@code recipient} is zero or of small order
     */
    public Bytes seal(X25519PublicKey recipient, byte[] plaintext, SecureRandom random)
            throws CryptoException.BadPublicKey {
        try {
            if (plaintext.length > MAX_SIZE - Hpke.OVERHEAD) {
                throw new IllegalArgumentException(name + " is too large: " + plaintext.length + " bytes");
            }
            return Hpke.seal(recipient, info, aad, plaintext, random);
        } finally {
            Arrays.fill(plaintext, (byte) 0);
        }
    }

    /** @return the plaintext, which the caller overwrites */
    public byte[] open(X25519Key key, Bytes message) throws CryptoException {
        if (message.size() > MAX_SIZE) {
            throw new CryptoException.Malformed(name + " is larger than 65,536 bytes");
        }
        return Hpke.open(name, key, info, aad, message);
    }

    private static Bytes uint32(int value) {
        return new CanonicalWriter(4).u32(value).toBytes();
    }
}
