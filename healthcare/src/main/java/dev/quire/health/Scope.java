package dev.quire.health;

import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import java.util.List;

/** Which of a subject's records a grant or request is about. Lists ascend. */
public sealed interface Scope {
    /** The most records that one grant or one access names. */
    int MAX_RECORDS = 50;

    /** Those in some compartments, 1 to {@link SubjectCommand#MAX_COMPARTMENTS}. */
    record Compartments(List<Id> cids) implements Scope {
        public Compartments {
            cids = Fields.ascending("compartments", cids, 1, SubjectCommand.MAX_COMPARTMENTS);
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
        return this instanceof Compartments some
                ? some.cids.contains(record.cid())
                : ((Records) this).rids.contains(record.rid());
    }

    static Scope read(CanonicalReader in) throws MalformedException {
        int kind = in.u8();
        return switch (kind) {
            case 1 -> new Compartments(Fields.readIds(in, SubjectCommand.MAX_COMPARTMENTS));
            case 2 -> new Records(Fields.readIds(in, MAX_RECORDS));
            default -> throw in.malformed("there is no scope of the kind " + kind);
        };
    }

    /** uint8 kind (1 compartments, 2 records), then a uint16 count and the ids. */
    default void write(CanonicalWriter out) {
        if (this instanceof Compartments some) {
            Fields.writeIds(out.u8(1), some.cids);
        } else if (this instanceof Records single) {
            Fields.writeIds(out.u8(2), single.rids);
        }
    }
}
