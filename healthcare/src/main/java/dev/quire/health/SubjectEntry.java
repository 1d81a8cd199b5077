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
 * @param signingKey the patient's; empty while unclaimed
 * @param writer the organisation that alone writes to it
 */
public record SubjectEntry(Id sid, SubjectStatus status, Optional<PublicKey> signingKey, Id writer, Position registered)
        implements HealthEntry {
    static SubjectEntry of(HealthCommand.RegisterSubject command, Id writer, Position registered) {
        SubjectStatus status = command.patientKey().isPresent() ? SubjectStatus.ACTIVE : SubjectStatus.UNCLAIMED;
        return new SubjectEntry(command.sid(), status, command.patientKey(), writer, registered);
    }

    static SubjectEntry read(CanonicalReader in) throws MalformedException {
        return new SubjectEntry(
                Id.read(in),
                Coded.read(in, "status of a subject", SubjectStatus.values()),
                Fields.readOptionalKey(in),
                Id.read(in),
                Position.read(in));
    }

    boolean isSignedBy(PublicKey sender) {
        return signingKey.filter(sender::equals).isPresent();
    }

    @Override
    public Bytes encoded() {
        CanonicalWriter out = CanonicalWriter.structure(Tag.SUBJECT_ENTRY, Tag.VERSION, 128)
                .fixed(sid.bytes())
                .u8(status.code());
        Fields.writeOptional(out, signingKey.map(PublicKey::bytes));
        out.fixed(writer.bytes());
        registered.write(out);
        return out.toBytes();
    }
}
