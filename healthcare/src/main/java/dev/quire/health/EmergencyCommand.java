package dev.quire.health;

import dev.quire.block.Signature;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import java.util.Optional;

/** Reading essentials without being asked, and answering for it. Signed by a gateway. */
public sealed interface EmergencyCommand extends HealthCommand {
    /**
     * Breaks the glass.
     *
     * @param pracId who reads
     * @param hours how long, 1 to the members' parameter
     * @param second needed above the organisation's quota of the day
     */
    record BreakGlass(Id eid, Id sid, Id pracId, EmergencyReason reason, int hours, Optional<SecondPerson> second)
            implements EmergencyCommand {
        public BreakGlass {
            if (hours < 1) {
                throw new IllegalArgumentException("an emergency lasts an hour or more");
            }
        }

        @Override
        public int tag() {
            return Tag.BREAK_GLASS;
        }

        @Override
        public void write(CanonicalWriter out) {
            out.fixed(eid.bytes()).fixed(sid.bytes()).fixed(pracId.bytes());
            out.u8(reason.code()).u16(hours);
            Fields.writeFlag(out, second.isPresent());
            second.ifPresent(present -> present.write(out));
        }

        static BreakGlass read(CanonicalReader in) throws MalformedException {
            return new BreakGlass(
                    Id.read(in),
                    Id.read(in),
                    Id.read(in),
                    Coded.read(in, "reason", EmergencyReason.values()),
                    in.u16(),
                    Fields.readOptional(in, SecondPerson::read));
        }
    }

    /** Another credential of the same organisation, with its signature of {@link Statements#secondPerson}. */
    record SecondPerson(Id pracId, Signature signature) {
        static SecondPerson read(CanonicalReader in) throws MalformedException {
            return new SecondPerson(Id.read(in), Fields.readSignature(in));
        }

        void write(CanonicalWriter out) {
            out.fixed(pracId.bytes()).fixed(signature.bytes());
        }
    }

    /**
     * Judges an emergency afterwards: an officer of the same organisation, once it is overdue of any.
     *
     * @param officer a privacy officer's credential
     */
    record ReviewBreakGlass(Id eid, Id officer, boolean justified) implements EmergencyCommand {
        @Override
        public int tag() {
            return Tag.REVIEW_BREAK_GLASS;
        }

        @Override
        public void write(CanonicalWriter out) {
            Fields.writeFlag(out.fixed(eid.bytes()).fixed(officer.bytes()), justified);
        }
    }

    static EmergencyCommand read(int tag, CanonicalReader in) throws MalformedException {
        return switch (tag) {
            case Tag.BREAK_GLASS -> BreakGlass.read(in);
            case Tag.REVIEW_BREAK_GLASS -> new ReviewBreakGlass(Id.read(in), Id.read(in), in.flag());
            default -> throw HealthCommand.unknown(tag, in);
        };
    }
}
