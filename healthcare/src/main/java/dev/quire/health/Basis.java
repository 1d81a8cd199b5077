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

    static Basis read(CanonicalReader in) throws MalformedException {
        int kind = in.u8();
        return switch (kind) {
            case 1 -> new ByGrant(Id.read(in));
            case 2 -> new Self();
            default -> throw in.malformed("there is no basis of the kind " + kind);
        };
    }

    /** uint8 kind (1 grant, 2 self), then a grant's id. */
    default void write(CanonicalWriter out) {
        if (this instanceof ByGrant grant) {
            out.u8(1).fixed(grant.gid.bytes());
        } else {
            out.u8(2);
        }
    }
}
