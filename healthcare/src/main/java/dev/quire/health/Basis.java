package dev.quire.health;

import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;

/** What a reader bases an access on. Only that is judged, besides denials. */
public sealed interface Basis {
    /** A permission of the patient. */
    record ByGrant(Id gid) implements Basis {}

    /** The reader is the patient. */
    record Self() implements Basis {}

    /** The glass was broken. */
    record ByEmergency(Id eid) implements Basis {}

    static Basis read(CanonicalReader in) throws MalformedException {
        int kind = in.u8();
        return switch (kind) {
            case 1 -> new ByGrant(Id.read(in));
            case 2 -> new Self();
            case 3 -> new ByEmergency(Id.read(in));
            default -> throw in.malformed("there is no basis of the kind " + kind);
        };
    }

    /** uint8 kind (1 grant, 2 self, 3 emergency), then the grant's or emergency's id. */
    default void write(CanonicalWriter out) {
        if (this instanceof ByGrant grant) {
            out.u8(1).fixed(grant.gid.bytes());
        } else if (this instanceof ByEmergency emergency) {
            out.u8(3).fixed(emergency.eid.bytes());
        } else {
            out.u8(2);
        }
    }
}
