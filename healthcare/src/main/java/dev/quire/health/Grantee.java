package dev.quire.health;

import dev.quire.block.PublicKey;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;

/** Whom a grant is about. */
public sealed interface Grantee {
    Id orgId();

    /** Everyone who works at a member. */
    record Organisation(Id orgId) implements Grantee {}

    /** One person at a member, which alone can speak for that person. */
    record Practitioner(Id orgId, PublicKey key) implements Grantee {}

    /** Is the reader this grantee, or one of its people? */
    default boolean includes(Reader reader) {
        return reader.orgId().equals(orgId())
                && (!(this instanceof Practitioner person)
                        || reader.practitioner().filter(person.key::equals).isPresent());
    }

    /** Could the reader be this grantee? An organisation that names nobody does not get round a denial to one person. */
    default boolean mayInclude(Reader reader) {
        return includes(reader)
                || (reader.orgId().equals(orgId()) && reader.practitioner().isEmpty());
    }

    static Grantee read(CanonicalReader in) throws MalformedException {
        int kind = in.u8();
        return switch (kind) {
            case 1 -> new Organisation(Id.read(in));
            case 2 -> new Practitioner(Id.read(in), Fields.readKey(in));
            default -> throw in.malformed("there is no grantee of the kind " + kind);
        };
    }

    /** uint8 kind (1 organisation, 2 practitioner), the organisation's id, then a practitioner's key. */
    default void write(CanonicalWriter out) {
        out.u8(this instanceof Organisation ? 1 : 2).fixed(orgId().bytes());
        if (this instanceof Practitioner person) {
            out.fixed(person.key.bytes());
        }
    }
}
