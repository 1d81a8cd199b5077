package dev.quire.health;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import java.util.Optional;

/**
 * One version of one record: where it belongs and by what its ciphertext is known.
 *
 * @param terms what the author said of it
 * @param version 1, or one more than that of the record it supersedes
 * @param author the organisation that wrote it
 * @param authorKey the gateway that signed
 * @param marked where its author said that it was entered in error
 * @param supersededBy the next version, if there is one
 * @param capsule the patient's capsule as it is now
 * @param writtenMicros the block's time, microseconds since 1970
 */
public record RecordEntry(
        RecordTerms terms,
        int version,
        Optional<Id> supersedes,
        Id author,
        PublicKey authorKey,
        RecordStatus status,
        Optional<Position> marked,
        Optional<Id> supersededBy,
        Capsule capsule,
        Position written,
        long writtenMicros)
        implements HealthEntry {
    /**
     * Locates a changed byte of the patient's capsule.
     *
     * @param cEpoch of the compartment's key to which it is sealed
     */
    public record Capsule(int cEpoch, Hash hash) {}

    public Id rid() {
        return terms.rid();
    }

    public Id sid() {
        return terms.sid();
    }

    public Id cid() {
        return terms.cid();
    }

    public Hash fingerprint() {
        return terms.fingerprint();
    }

    RecordEntry supersededBy(Id next) {
        return new RecordEntry(
                terms,
                version,
                supersedes,
                author,
                authorKey,
                status,
                marked,
                Optional.of(next),
                capsule,
                written,
                writtenMicros);
    }

    RecordEntry enteredInError(Position at) {
        return new RecordEntry(
                terms,
                version,
                supersedes,
                author,
                authorKey,
                RecordStatus.ENTERED_IN_ERROR,
                Optional.of(at),
                supersededBy,
                capsule,
                written,
                writtenMicros);
    }

    RecordEntry with(Capsule newCapsule) {
        return new RecordEntry(
                terms,
                version,
                supersedes,
                author,
                authorKey,
                status,
                marked,
                supersededBy,
                newCapsule,
                written,
                writtenMicros);
    }

    /** Was it on the ledger and readable after the block at {@code height}? */
    boolean stoodAfter(long height) {
        return written.height() <= height
                && marked.filter(at -> at.height() <= height).isEmpty();
    }

    static RecordEntry read(CanonicalReader in) throws MalformedException {
        return new RecordEntry(
                RecordTerms.read(in),
                in.u32(),
                Fields.readOptional(in, Id::read),
                Id.read(in),
                Fields.readKey(in),
                Coded.read(in, "status of a record", RecordStatus.values()),
                Fields.readOptional(in, Position::read),
                Fields.readOptional(in, Id::read),
                new Capsule(in.u32(), Hash.read(in)),
                Position.read(in),
                in.u64());
    }

    @Override
    public Bytes key() {
        return StateKeys.record(rid());
    }

    @Override
    public int tag() {
        return Tag.RECORD_ENTRY;
    }

    @Override
    public void write(CanonicalWriter out) {
        terms.write(out);
        Fields.writeOptional(out.u32(version), supersedes.map(Id::bytes));
        out.fixed(author.bytes()).fixed(authorKey.bytes()).u8(status.code());
        Fields.writePosition(out, marked);
        Fields.writeOptional(out, supersededBy.map(Id::bytes));
        written.write(out.u32(capsule.cEpoch).fixed(capsule.hash.bytes()));
        out.u64(writtenMicros);
    }
}
