package dev.quire.health;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A permission or denial with what has become of it. Its ending and the last use keep their place on the chain, so that
 * "was it allowed at height h" has an answer for ever.
 *
 * @param parent the grant of which it is a part; without that it is nothing
 * @param usesTaken how many accesses it has permitted, counted only where {@code terms.uses()} is present
 * @param usedUp where the last use was taken
 */
public record GrantEntry(
        Id gid,
        Id sid,
        GrantTerms terms,
        Optional<Id> parent,
        Position granted,
        int usesTaken,
        Optional<Position> usedUp,
        Optional<Ending> ended)
        implements HealthEntry {
    static GrantEntry of(GrantCommand.Grant command, Position granted) {
        return new GrantEntry(
                command.gid(),
                command.sid(),
                command.terms(),
                command.parent(),
                granted,
                0,
                Optional.empty(),
                Optional.empty());
    }

    GrantEntry ended(Ending ending) {
        return new GrantEntry(gid, sid, terms, parent, granted, usesTaken, usedUp, Optional.of(ending));
    }

    /** One use fewer. */
    GrantEntry used(Position at) {
        int taken = usesTaken + 1;
        boolean last = terms.uses().equals(OptionalInt.of(taken));
        return new GrantEntry(
                gid, sid, terms, parent, granted, taken, last ? Optional.of(at) : Optional.empty(), ended);
    }

    /** Uses that are left; empty: any number. */
    public OptionalInt usesLeft() {
        return terms.uses().isPresent() ? OptionalInt.of(terms.uses().getAsInt() - usesTaken) : OptionalInt.empty();
    }

    /** Neither ended nor over at this block time. It may not have begun. */
    public boolean stands(long timeMicros) {
        return ended.isEmpty() && timeMicros < terms.untilMicros();
    }

    /** Is the record, which is the same subject's, in scope? */
    boolean covers(RecordEntry record) {
        boolean inTime = terms.effect() == Effect.DENY
                || terms.includeNew()
                || record.written().compareTo(granted) < 0;
        return inTime && terms.scope().includes(record);
    }

    /** Was it granted, and neither ended nor used up, after the block at {@code height}? */
    boolean stoodAfter(long height) {
        return granted.height() <= height
                && ended.filter(ending -> ending.at().height() <= height).isEmpty()
                && usedUp.filter(at -> at.height() <= height).isEmpty();
    }

    static GrantEntry read(CanonicalReader in) throws MalformedException {
        return new GrantEntry(
                Id.read(in),
                Id.read(in),
                GrantTerms.read(in),
                Fields.readOptional(in, Id::read),
                Position.read(in),
                in.u32(),
                Fields.readOptional(in, Position::read),
                Fields.readOptional(in, Ending::read));
    }

    @Override
    public Bytes key() {
        return StateKeys.grant(gid);
    }

    @Override
    public int tag() {
        return Tag.GRANT_ENTRY;
    }

    @Override
    public void write(CanonicalWriter out) {
        terms.write(out.fixed(gid.bytes()).fixed(sid.bytes()));
        Fields.writeOptional(out, parent.map(Id::bytes));
        granted.write(out);
        Fields.writePosition(out.u32(usesTaken), usedUp);
        Fields.writeFlag(out, ended.isPresent());
        ended.ifPresent(ending -> ending.write(out));
    }
}
