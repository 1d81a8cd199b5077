package dev.quire.health;

import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import java.util.Optional;

/** What a patient permits and denies, and how that ends. */
public sealed interface GrantCommand extends HealthCommand {
    /**
     * Permits or denies. Signed by the subject's key; for a part of a grant that is passed on, by a gateway of its
     * grantee's organisation.
     *
     * @param parent the grant of which this is a part
     */
    record Grant(Id gid, Id sid, GrantTerms terms, Optional<Id> parent) implements GrantCommand {
        @Override
        public int tag() {
            return Tag.GRANT;
        }

        @Override
        public void write(CanonicalWriter out) {
            terms.write(out.fixed(gid.bytes()).fixed(sid.bytes()));
            Fields.writeOptional(out, parent.map(Id::bytes));
        }
    }

    /** Ends a permission, with all that was passed on of it, or a denial, at once. Signed by the subject's key. */
    record Revoke(Id gid) implements GrantCommand {
        @Override
        public int tag() {
            return Tag.REVOKE;
        }

        @Override
        public void write(CanonicalWriter out) {
            out.fixed(gid.bytes());
        }
    }

    /**
     * The visit is over: ends the permissions of this tag to the sender's organisation, {@link GrantRules#MAX_ENDED} at a
     * time. Signed by a gateway.
     */
    record EndByEncounter(Id encounterTag) implements GrantCommand {
        @Override
        public int tag() {
            return Tag.END_BY_ENCOUNTER;
        }

        @Override
        public void write(CanonicalWriter out) {
            out.fixed(encounterTag.bytes());
        }
    }

    static GrantCommand read(int tag, CanonicalReader in) throws MalformedException {
        return switch (tag) {
            case Tag.GRANT ->
                new Grant(Id.read(in), Id.read(in), GrantTerms.read(in), Fields.readOptional(in, Id::read));
            case Tag.REVOKE -> new Revoke(Id.read(in));
            case Tag.END_BY_ENCOUNTER -> new EndByEncounter(Id.read(in));
            default -> throw HealthCommand.unknown(tag, in);
        };
    }
}
