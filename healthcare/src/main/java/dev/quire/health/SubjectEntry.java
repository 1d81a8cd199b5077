package dev.quire.health;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import java.util.Optional;

/**
 * A patient's file at one organisation. A person has one per organisation, with an id and keys of its own, and nothing
 * on the ledger ties them together.
 *
 * @param signingKey the patient's; the sponsoring organisation's while UNCLAIMED
 * @param signingEpoch how often it was set; the first is 1
 * @param writer the organisation that alone writes to it
 * @param linkedTo the subject that new records go to instead
 * @param claimed where the patient took it over
 */
public record SubjectEntry(
        Id sid,
        SubjectStatus status,
        PublicKey signingKey,
        int signingEpoch,
        Id writer,
        Manifest manifest,
        Optional<Id> linkedTo,
        Position registered,
        Optional<Position> claimed)
        implements HealthEntry {
    static SubjectEntry read(CanonicalReader in) throws MalformedException {
        return new SubjectEntry(
                Id.read(in),
                Coded.read(in, "status of a subject", SubjectStatus.values()),
                Fields.readKey(in),
                in.u32(),
                Id.read(in),
                Manifest.read(in),
                Fields.readOptional(in, Id::read),
                Position.read(in),
                Fields.readOptional(in, Position::read));
    }

    boolean isSignedBy(PublicKey sender) {
        return signingKey.equals(sender);
    }

    SubjectEntry claimed(int epoch, PublicKey key, Position at) {
        return new SubjectEntry(
                sid, SubjectStatus.ACTIVE, key, epoch, writer, manifest, linkedTo, registered, Optional.of(at));
    }

    SubjectEntry linkedTo(Id into) {
        return new SubjectEntry(
                sid, status, signingKey, signingEpoch, writer, manifest, Optional.of(into), registered, claimed);
    }

    SubjectEntry with(Manifest newManifest) {
        return new SubjectEntry(
                sid, status, signingKey, signingEpoch, writer, newManifest, linkedTo, registered, claimed);
    }

    @Override
    public Bytes key() {
        return StateKeys.subject(sid);
    }

    @Override
    public int tag() {
        return Tag.SUBJECT_ENTRY;
    }

    @Override
    public void write(CanonicalWriter out) {
        out.fixed(sid.bytes())
                .u8(status.code())
                .fixed(signingKey.bytes())
                .u32(signingEpoch)
                .fixed(writer.bytes());
        manifest.write(out);
        Fields.writeOptional(out, linkedTo.map(Id::bytes));
        registered.write(out);
        Fields.writePosition(out, claimed);
    }
}
