package dev.quire.health;

import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import java.util.List;
import java.util.Optional;

/** Asking a patient for permission, and asking to read. */
public sealed interface ReadingCommand extends HealthCommand {
    /**
     * Asks a patient for permission. Signed by a gateway of the reader's organisation.
     *
     * @param pracId who wants to read
     * @param wanted a wish: nothing is looked up
     * @param encounterTag of the visit for which it is wanted
     */
    record RequestAccess(Id qid, Id sid, Id pracId, Scope wanted, Purpose purpose, Optional<Id> encounterTag)
            implements ReadingCommand {
        @Override
        public int tag() {
            return Tag.REQUEST_ACCESS;
        }

        @Override
        public void write(CanonicalWriter out) {
            out.fixed(qid.bytes()).fixed(sid.bytes()).fixed(pracId.bytes());
            wanted.write(out);
            out.u8(purpose.code());
            Fields.writeOptional(out, encounterTag.map(Id::bytes));
        }

        static RequestAccess read(CanonicalReader in) throws MalformedException {
            return new RequestAccess(
                    Id.read(in),
                    Id.read(in),
                    Id.read(in),
                    Scope.read(in),
                    Coded.read(in, "purpose", Purpose.values()),
                    Fields.readOptional(in, Id::read));
        }
    }

    /**
     * Answers a request. Signed by the subject's key.
     *
     * @param gid a grant to the organisation that asked; empty: no
     */
    record AnswerRequest(Id qid, Optional<Id> gid) implements ReadingCommand {
        @Override
        public int tag() {
            return Tag.ANSWER_REQUEST;
        }

        @Override
        public void write(CanonicalWriter out) {
            Fields.writeOptional(out.fixed(qid.bytes()), gid.map(Id::bytes));
        }
    }

    /**
     * Asks to read. Signed by a gateway of the reader's organisation, or by the subject's key for {@link Basis.Self}.
     * Applied in any case; the output is a {@link Decision}. The same request may come again until the access's deadline
     * and has the same decision.
     *
     * @param rids 1 to {@link Scope#MAX_RECORDS}, all of one subject
     * @param oneTimeKey made for this access: what it opens is sealed to this key
     * @param pracId who reads; empty for {@link Basis.Self}, and only then
     */
    record Access(
            Id aid,
            Id sid,
            Basis basis,
            AccessKind kind,
            List<Id> rids,
            Purpose purpose,
            X25519PublicKey oneTimeKey,
            Optional<Id> pracId)
            implements ReadingCommand {
        public Access {
            rids = Fields.ascending("records", rids, 1, Scope.MAX_RECORDS);
            if (pracId.isEmpty() != basis instanceof Basis.Self) {
                throw new IllegalArgumentException("an access names who reads, unless it is the patient");
            }
        }

        @Override
        public int tag() {
            return Tag.ACCESS;
        }

        @Override
        public void write(CanonicalWriter out) {
            out.fixed(aid.bytes()).fixed(sid.bytes());
            basis.write(out);
            out.u8(kind.code());
            Fields.writeIds(out, rids);
            out.u8(purpose.code()).fixed(oneTimeKey.bytes());
            Fields.writeOptional(out, pracId.map(Id::bytes));
        }

        static Access read(CanonicalReader in) throws MalformedException {
            return new Access(
                    Id.read(in),
                    Id.read(in),
                    Basis.read(in),
                    Coded.read(in, "kind of access", AccessKind.values()),
                    Fields.readIds(in, Scope.MAX_RECORDS),
                    Coded.read(in, "purpose", Purpose.values()),
                    X25519PublicKey.read(in),
                    Fields.readOptional(in, Id::read));
        }
    }

    static ReadingCommand read(int tag, CanonicalReader in) throws MalformedException {
        return switch (tag) {
            case Tag.REQUEST_ACCESS -> RequestAccess.read(in);
            case Tag.ANSWER_REQUEST -> new AnswerRequest(Id.read(in), Fields.readOptional(in, Id::read));
            case Tag.ACCESS -> Access.read(in);
            default -> throw HealthCommand.unknown(tag, in);
        };
    }
}
