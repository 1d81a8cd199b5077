package dev.quire.health;

import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import java.util.List;
import java.util.Optional;

/**
 * What an author says of a record.
 *
 * @param rid names this version; never reused
 * @param cid the compartment it belongs to
 * @param cEpoch of the compartment's key to which the patient's capsule is sealed; the present one
 * @param credential who wrote it, where a person did
 * @param blobLength of the padded ciphertext, 1 to {@link #MAX_BLOB_LENGTH} bytes
 * @param fingerprint {@link Fingerprint}
 * @param keyCommit commits to the record's keys; checked before decryption
 * @param capsuleHash of the patient's capsule
 * @param committee the epoch of the committee that holds the shares; the present one
 * @param shareRootB the RFC 9162 root over the leaves of factor B
 * @param shareRootE over those of factor A; there if the compartment is one of essentials, and only then
 * @param vaults the members whose vaults hold the blob, 1 to {@link #MAX_VAULTS}; a hint
 */
public record RecordTerms(
        Id rid,
        Id sid,
        Id cid,
        int cEpoch,
        Optional<Id> credential,
        RecordKind kind,
        long blobLength,
        Hash fingerprint,
        Hash keyCommit,
        Hash capsuleHash,
        int committee,
        Hash shareRootB,
        Optional<Hash> shareRootE,
        List<Id> vaults) {
    /** The most bytes of a record's ciphertext: 1 TiB. */
    public static final long MAX_BLOB_LENGTH = 1L << 40;
    /** The most bytes of an essential's ciphertext: it is an entry, not a document. */
    public static final long MAX_ESSENTIAL_LENGTH = 64 * 1024;
    /** The most vaults that a record names. */
    public static final int MAX_VAULTS = 8;

    public RecordTerms {
        if (blobLength < 1 || blobLength > MAX_BLOB_LENGTH) {
            throw new IllegalArgumentException("a blob has 1 to 2^40 bytes, not " + blobLength);
        }
        vaults = Fields.ascending("vaults", vaults, 1, MAX_VAULTS);
    }

    static RecordTerms read(CanonicalReader in) throws MalformedException {
        return new RecordTerms(
                Id.read(in),
                Id.read(in),
                Id.read(in),
                in.u32(),
                Fields.readOptional(in, Id::read),
                Coded.read(in, "kind of record", RecordKind.values()),
                in.u64(),
                Hash.read(in),
                Hash.read(in),
                Hash.read(in),
                in.u32(),
                Hash.read(in),
                Fields.readOptional(in, Hash::read),
                Fields.readIds(in, MAX_VAULTS));
    }

    void write(CanonicalWriter out) {
        out.fixed(rid.bytes()).fixed(sid.bytes()).fixed(cid.bytes()).u32(cEpoch);
        Fields.writeOptional(out, credential.map(Id::bytes));
        out.u8(kind.code())
                .u64(blobLength)
                .fixed(fingerprint.bytes())
                .fixed(keyCommit.bytes())
                .fixed(capsuleHash.bytes())
                .u32(committee)
                .fixed(shareRootB.bytes());
        Fields.writeOptional(out, shareRootE.map(Hash::bytes));
        Fields.writeIds(out, vaults);
    }
}
