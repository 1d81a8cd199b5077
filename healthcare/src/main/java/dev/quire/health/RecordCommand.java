package dev.quire.health;

import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;

/** What is written about a subject. Signed by a gateway of the subject's writer. */
public sealed interface RecordCommand extends HealthCommand {
    /** Puts the first version of a record on the ledger. */
    record PutRecord(RecordTerms terms) implements RecordCommand {
        @Override
        public int tag() {
            return Tag.PUT_RECORD;
        }

        @Override
        public void write(CanonicalWriter out) {
            terms.write(out);
        }
    }

    /**
     * Puts the next version of a record on the ledger. The one before it stays readable.
     *
     * @param supersedes the newest version of a record of the same subject
     */
    record AmendRecord(RecordTerms terms, Id supersedes) implements RecordCommand {
        @Override
        public int tag() {
            return Tag.AMEND_RECORD;
        }

        @Override
        public void write(CanonicalWriter out) {
            terms.write(out);
            out.fixed(supersedes.bytes());
        }
    }

    /** Says that a record should never have been written: nobody reads it any more, and it stays provable. */
    record MarkEnteredInError(Id rid) implements RecordCommand {
        @Override
        public int tag() {
            return Tag.MARK_ENTERED_IN_ERROR;
        }

        @Override
        public void write(CanonicalWriter out) {
            out.fixed(rid.bytes());
        }
    }

    /**
     * Names the patient's capsule once more, sealed to the compartment's present key. Signed by a gateway of the writer, or by the
     * subject's key.
     *
     * @param cEpoch of the compartment's key to which it is sealed; the present one
     */
    record ReplaceCapsule(Id rid, int cEpoch, Hash capsuleHash) implements RecordCommand {
        @Override
        public int tag() {
            return Tag.REPLACE_CAPSULE;
        }

        @Override
        public void write(CanonicalWriter out) {
            out.fixed(rid.bytes()).u32(cEpoch).fixed(capsuleHash.bytes());
        }
    }

    static RecordCommand read(int tag, CanonicalReader in) throws MalformedException {
        return switch (tag) {
            case Tag.PUT_RECORD -> new PutRecord(RecordTerms.read(in));
            case Tag.AMEND_RECORD -> new AmendRecord(RecordTerms.read(in), Id.read(in));
            case Tag.MARK_ENTERED_IN_ERROR -> new MarkEnteredInError(Id.read(in));
            case Tag.REPLACE_CAPSULE -> new ReplaceCapsule(Id.read(in), in.u32(), Hash.read(in));
            default -> throw HealthCommand.unknown(tag, in);
        };
    }
}
