package dev.quire.health;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A permission or denial with what has become of it. Revocation and the last use keep their place on the chain, so that
 * "was it allowed at height h" has an answer for ever.
 *
 * @param usesTaken how many accesses it has permitted, counted only where {@code terms.uses()} is present
 * @param usedUp where the last use was taken
 */
public record GrantEntry(
        Id gid,
        Id sid,
        GrantTerms terms,
        Position granted,
        int usesTaken,
        Optional<Position> usedUp,
        Optional<Position> revoked)
        implements HealthEntry {
    static GrantEntry of(HealthCommand.Grant command, Position granted) {
        return new GrantEntry(
                command.gid(), command.sid(), command.terms(), granted, 0, Optional.empty(), Optional.empty());
    }

    GrantEntry revoked(Position at) {
        return new GrantEntry(gid, sid, terms, granted, usesTaken, usedUp, Optional.of(at));
    }

    /** One use fewer. */
    GrantEntry used(Position at) {
        int taken = usesTaken + 1;
        boolean last = terms.uses().equals(OptionalInt.of(taken));
        return new GrantEntry(gid, sid, terms, granted, taken, last ? Optional.of(at) : Optional.empty(), revoked);
    }

    /** Uses that are left; empty: any number. */
    public OptionalInt usesLeft() {
        return terms.uses().isPresent() ? OptionalInt.of(terms.uses().getAsInt() - usesTaken) : OptionalInt.empty();
    }

    /** Is the record, which is the same subject's, in scope? */
    boolean covers(RecordEntry record) {
        boolean inTime = terms.includeNew() || record.written().compareTo(granted) < 0;
        return inTime && terms.scope().includes(record);
    }

    /** Was it granted, and neither revoked nor used up, after the block at {@code height}? */
    boolean standsAfter(long height) {
        return granted.height() <= height
                && revoked.filter(at -> at.height() <= height).isEmpty()
                && usedUp.filter(at -> at.height() <= height).isEmpty();
    }

    static GrantEntry read(CanonicalReader in) throws MalformedException {
        return new GrantEntry(
                Id.read(in),
                Id.read(in),
                GrantTerms.read(in),
                Position.read(in),
                in.u32(),
                Fields.readOptionalPosition(in),
                Fields.readOptionalPosition(in));
    }

    @Override
    public Bytes encoded() {
        CanonicalWriter out = CanonicalWriter.structure(Tag.GRANT_ENTRY, Tag.VERSION, 256)
                .fixed(gid.bytes())
                .fixed(sid.bytes());
        terms.write(out);
        granted.write(out);
        out.u32(usesTaken);
        Fields.writePosition(out, usedUp);
        Fields.writePosition(out, revoked);
        return out.toBytes();
    }
}
