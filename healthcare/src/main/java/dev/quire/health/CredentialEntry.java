package dev.quire.health;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import java.util.Optional;
import java.util.Set;

/**
 * Somebody who works at a member.
 *
 * @param terms what the member said
 * @param ended where it was revoked or frozen
 */
public record CredentialEntry(
        Id orgId,
        MemberCommand.IssueCredential terms,
        Position issued,
        CredentialStatus status,
        Optional<Position> ended)
        implements HealthEntry {
    public Id pracId() {
        return terms.pracId();
    }

    /** Is it good for something new at this block time? */
    public boolean isValid(long timeMicros) {
        return stands() && timeMicros < terms.untilMicros();
    }

    /** Neither revoked nor frozen: still good for grants that were made to it, if nothing else. */
    public boolean stands() {
        return status == CredentialStatus.ACTIVE;
    }

    /** Was it issued, and neither revoked nor frozen, after the block at {@code height}? */
    boolean stoodAfter(long height) {
        return issued.height() <= height
                && ended.filter(at -> at.height() <= height).isEmpty();
    }

    boolean hasOneOf(Set<Role> roles) {
        return terms.roles().stream().anyMatch(roles::contains);
    }

    CredentialEntry ended(CredentialStatus how, Position at) {
        return new CredentialEntry(orgId, terms, issued, how, Optional.of(at));
    }

    static CredentialEntry read(CanonicalReader in) throws MalformedException {
        return new CredentialEntry(
                Id.read(in),
                MemberCommand.IssueCredential.read(in),
                Position.read(in),
                Coded.read(in, "status of a credential", CredentialStatus.values()),
                Fields.readOptional(in, Position::read));
    }

    @Override
    public Bytes key() {
        return StateKeys.credential(orgId, pracId());
    }

    @Override
    public int tag() {
        return Tag.CREDENTIAL_ENTRY;
    }

    @Override
    public void write(CanonicalWriter out) {
        terms.write(out.fixed(orgId.bytes()));
        issued.write(out);
        out.u8(status.code());
        Fields.writePosition(out, ended);
    }
}
