package dev.quire.health;

import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;

/** Whom a grant is about. */
public sealed interface Grantee {
    Id orgId();

    /** Everyone who works at a member. */
    record Organisation(Id orgId) implements Grantee {}

    /** One person at a member, by the credential; it stays good for the grant when the person has a newer one. */
    record Person(Id orgId, Id pracId) implements Grantee {}

    /** Is the reader this grantee, or one of its people? */
    default boolean includes(Reader reader) {
        return reader.orgId().equals(orgId())
                && (!(this instanceof Person person) || person.pracId.equals(reader.pracId()));
    }

    static Grantee read(CanonicalReader in) throws MalformedException {
        int kind = in.u8();
        return switch (kind) {
            case 1 -> new Organisation(Id.read(in));
            case 2 -> new Person(Id.read(in), Id.read(in));
            default -> throw in.malformed("there is no grantee of the kind " + kind);
        };
    }

    /** uint8 kind (1 organisation, 2 person), the organisation's id, then a person's pracId. */
    default void write(CanonicalWriter out) {
        out.u8(this instanceof Organisation ? 1 : 2).fixed(orgId().bytes());
        if (this instanceof Person person) {
            out.fixed(person.pracId.bytes());
        }
    }
}
