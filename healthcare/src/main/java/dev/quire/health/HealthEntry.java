package dev.quire.health;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.MalformedException;

/** A thing on the ledger: the value of a state key (docs/healthcare/state.md, section 1). */
public sealed interface HealthEntry permits MemberEntry, SubjectEntry, RecordEntry, GrantEntry, AccessEntry {
    /** Its canonical bytes: type tag, version, fields. */
    Bytes encoded();

    static HealthEntry decode(Bytes bytes) throws MalformedException {
        CanonicalReader in = new CanonicalReader("health entry", bytes);
        int tag = in.u8();
        int version = in.u8();
        if (version != Tag.VERSION) {
            throw in.malformed("version is " + version + ", not " + Tag.VERSION);
        }
        try {
            HealthEntry entry = switch (tag) {
                case Tag.MEMBER_ENTRY -> MemberEntry.read(in);
                case Tag.SUBJECT_ENTRY -> SubjectEntry.read(in);
                case Tag.RECORD_ENTRY -> RecordEntry.read(in);
                case Tag.GRANT_ENTRY -> GrantEntry.read(in);
                case Tag.ACCESS_ENTRY -> AccessEntry.read(in);
                default -> throw in.malformed("there is no entry with the tag " + tag);
            };
            in.end();
            return entry;
        } catch (IllegalArgumentException e) {
            throw new MalformedException("health entry: " + e.getMessage(), e);
        }
    }
}
