package dev.quire.health;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import java.util.List;
import java.util.Optional;

/**
 * What a transaction asks of the healthcare plugin: its payload (docs/healthcare/state.md, section 2). Constructors
 * throw {@link IllegalArgumentException} for what no payload can say.
 */
public sealed interface HealthCommand {
    /** The most characters of a member's name. */
    int MAX_NAME_LENGTH = 64;
    /** The most gateway keys of a member. */
    int MAX_GATEWAYS = 16;
    /** The most bytes of a record's ciphertext: 1 TiB. */
    long MAX_BLOB_LENGTH = 1L << 40;

    /**
     * Takes an organisation into the network. Signed by a registrar.
     *
     * @param name public, 1 to {@link #MAX_NAME_LENGTH} printable ASCII characters
     * @param controller speaks for the organisation in governance
     * @param gateways sign its records, its patients' registration and its accesses; 1 to {@link #MAX_GATEWAYS}
     */
    record RegisterMember(Id orgId, String name, PublicKey controller, List<PublicKey> gateways)
            implements HealthCommand {
        public RegisterMember {
            if (name.isEmpty()
                    || name.length() > MAX_NAME_LENGTH
                    || name.chars().anyMatch(c -> c < 0x20 || c > 0x7e)) {
                throw new IllegalArgumentException("a name has 1 to 64 printable ASCII characters");
            }
            gateways = Fields.ascending("gateway keys", gateways, 1, MAX_GATEWAYS);
        }
    }

    /**
     * Opens a file for a patient at one organisation, which alone writes to it. Signed by that organisation's gateway.
     *
     * @param patientKey what the patient signs with; empty while the patient has none
     */
    record RegisterSubject(Id sid, Optional<PublicKey> patientKey) implements HealthCommand {}

    /**
     * Puts a record's fingerprint on the ledger. Signed by a gateway of the subject's writer organisation.
     *
     * @param cid the compartment it belongs to
     * @param blobLength of the padded ciphertext, 1 to {@link #MAX_BLOB_LENGTH} bytes
     * @param fingerprint {@link Fingerprint}
     * @param keyCommit commits to the record's keys; checked before decryption
     * @param capsuleHash locates a change of the patient's sealed key
     * @param version 1, or one more than that of the record it supersedes
     */
    record PutRecord(
            Id rid,
            Id sid,
            Id cid,
            RecordKind kind,
            long blobLength,
            Hash fingerprint,
            Hash keyCommit,
            Hash capsuleHash,
            int version,
            Optional<Id> supersedes)
            implements HealthCommand {
        public PutRecord {
            if (blobLength < 1 || blobLength > MAX_BLOB_LENGTH) {
                throw new IllegalArgumentException("a blob has 1 to 2^40 bytes, not " + blobLength);
            }
            if (version < 1 || (version == 1) != supersedes.isEmpty()) {
                throw new IllegalArgumentException("version 1 supersedes nothing, every later one does");
            }
        }
    }

    /** Permits or denies. Signed by the patient. */
    record Grant(Id gid, Id sid, GrantTerms terms) implements HealthCommand {}

    /** Ends a permission or a denial at once. Signed by the patient. */
    record Revoke(Id gid) implements HealthCommand {}

    /**
     * Asks to read. Signed by a gateway of the reader's organisation, or by the patient for {@link Basis.Self}. Applied
     * in any case; the output is a {@link Decision}.
     *
     * @param rids 1 to {@link Scope#MAX_RECORDS}, all of one subject
     * @param oneTimeKey made for this access: what it opens is sealed to this key; 32 bytes
     * @param practitioner the person who reads, where the organisation names one
     */
    record Access(
            Id aid,
            Id sid,
            Basis basis,
            AccessKind kind,
            List<Id> rids,
            Purpose purpose,
            Bytes oneTimeKey,
            Optional<PublicKey> practitioner)
            implements HealthCommand {
        /** Bytes in a one-time key. */
        public static final int ONE_TIME_KEY_SIZE = 32;

        public Access {
            rids = Fields.ascending("records", rids, 1, Scope.MAX_RECORDS);
            if (oneTimeKey.size() != ONE_TIME_KEY_SIZE) {
                throw new IllegalArgumentException("a one-time key has 32 bytes, not " + oneTimeKey.size());
            }
        }
    }

    /** The payload. */
    default Bytes encoded() {
        return CommandCodec.encode(this);
    }

    static HealthCommand decode(Bytes payload) throws MalformedException {
        return CommandCodec.decode(payload);
    }
}
