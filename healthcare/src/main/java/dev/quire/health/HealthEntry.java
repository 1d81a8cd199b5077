package dev.quire.health;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;

/** A thing on the ledger: the value of a state key (docs/healthcare/state.md, section 1). */
public sealed interface HealthEntry
        permits GovernanceEntry,
                CommitteeEntry,
                MemberEntry,
                CredentialEntry,
                SubjectEntry,
                CompartmentEntry,
                RecordEntry,
                GrantEntry,
                RequestEntry,
                AccessEntry,
                EmergencyEntry {
    /** Under which key of the plugin's state it stands. */
    Bytes key();

    /** The value's first byte. */
    int tag();

    /** Writes the fields in the order of the record. */
    void write(CanonicalWriter out);

    /** Its canonical bytes: type tag, version, fields. */
    default Bytes encoded() {
        CanonicalWriter out = CanonicalWriter.structure(tag(), Tag.VERSION, 384);
        write(out);
        return out.toBytes();
    }

    static HealthEntry decode(Bytes bytes) throws MalformedException {
        CanonicalReader in = new CanonicalReader("health entry", bytes);
        int tag = in.u8();
        int version = in.u8();
        if (version != Tag.VERSION) {
            throw in.malformed("version is " + version + ", not " + Tag.VERSION);
        }
        try {
            HealthEntry entry = switch (tag) {
                case Tag.GOVERNANCE_ENTRY -> GovernanceEntry.read(in);
                case Tag.COMMITTEE_ENTRY -> CommitteeEntry.read(in);
                case Tag.MEMBER_ENTRY -> MemberEntry.read(in);
                case Tag.CREDENTIAL_ENTRY -> CredentialEntry.read(in);
                case Tag.SUBJECT_ENTRY -> SubjectEntry.read(in);
                case Tag.COMPARTMENT_ENTRY -> CompartmentEntry.read(in);
                case Tag.RECORD_ENTRY -> RecordEntry.read(in);
                case Tag.GRANT_ENTRY -> GrantEntry.read(in);
                case Tag.REQUEST_ENTRY -> RequestEntry.read(in);
                case Tag.ACCESS_ENTRY -> AccessEntry.read(in);
                case Tag.EMERGENCY_ENTRY -> EmergencyEntry.read(in);
                default -> throw in.malformed("there is no entry with the tag " + tag);
            };
            in.end();
            return entry;
        } catch (IllegalArgumentException e) {
            throw new MalformedException("health entry: " + e.getMessage(), e);
        }
    }
}
