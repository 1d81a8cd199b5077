package dev.quire.health;

import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import java.util.List;

/** Which of a subject's records a grant is about. Lists ascend. */
public sealed interface Scope {
    /** The most compartments that one grant names. */
    int MAX_COMPARTMENTS = 16;
    /** The most records that one grant or one access names. */
    int MAX_RECORDS = 50;

    /** All of them. */
    record WholeSubject() implements Scope {}

    /** Those in some compartments, 1 to {@link #MAX_COMPARTMENTS}. */
    record Compartments(List<Id> cids) implements Scope {
        public Compartments {
            cids = Fields.ascending("compartments", cids, 1, MAX_COMPARTMENTS);
        }
    }

    /** Single records, 1 to {@link #MAX_RECORDS}. */
    record Records(List<Id> rids) implements Scope {
        public Records {
            rids = Fields.ascending("records", rids, 1, MAX_RECORDS);
        }
    }

    /** Is the record, which is the same subject's, one of these? */
    default boolean includes(RecordEntry record) {
        if (this instanceof Compartments some) {
            return some.cids.contains(record.cid());
        }
        return !(this instanceof Records single) || single.rids.contains(record.rid());
    }

    static Scope read(CanonicalReader in) throws MalformedException {
        int kind = in.u8();
        return switch (kind) {
            case 1 -> new WholeSubject();
            case 2 -> new Compartments(Fields.readIds(in, MAX_COMPARTMENTS));
            case 3 -> new Records(Fields.readIds(in, MAX_RECORDS));
            default -> throw in.malformed("there is no scope of the kind " + kind);
        };
    }

    /** uint8 kind (1 whole subject, 2 compartments, 3 records), then a uint16 count and the ids. */
    default void write(CanonicalWriter out) {
        if (this instanceof Compartments some) {
            Fields.writeIds(out.u8(2), some.cids);
        } else if (this instanceof Records single) {
            Fields.writeIds(out.u8(3), single.rids);
        } else {
            out.u8(1);
        }
    }
}
