package dev.quire.health;

import dev.quire.block.PublicKey;
import java.util.Optional;

/**
 * What a permission gives.
 *
 * @param parent the permission of which it is a part: it says what it covers, and how long, as well
 */
record GrantEntitlement(GrantEntry grant, Optional<GrantEntry> parent) implements Entitlement {
    @Override
    public boolean serves(SubjectStatus status) {
        return status == SubjectStatus.ACTIVE;
    }

    @Override
    public boolean includes(Optional<Reader> reader, PublicKey sender) {
        return reader.filter(grant.terms().grantee()::includes).isPresent();
    }

    /** A credential that has expired is still good for the permissions that name it. */
    @Override
    public boolean accepts(Optional<CredentialEntry> credential, long timeMicros) {
        boolean named = grant.terms().grantee() instanceof Grantee.Person;
        return credential
                .filter(found -> named ? found.stands() : found.isValid(timeMicros))
                .isPresent();
    }

    @Override
    public boolean serves(Purpose purpose) {
        return grant.terms().purposes().contains(purpose);
    }

    @Override
    public boolean serves(AccessKind kind) {
        return kind == AccessKind.VIEW || grant.terms().mayKeep();
    }

    @Override
    public boolean covers(RecordEntry record) {
        return grant.covers(record) && parent.map(whole -> whole.covers(record)).orElse(true);
    }

    @Override
    public boolean hasBegun(long timeMicros) {
        return grant.terms().fromMicros() <= timeMicros;
    }

    @Override
    public boolean stands(long timeMicros) {
        return grant.stands(timeMicros)
                && parent.map(whole -> whole.stands(timeMicros)).orElse(true);
    }

    @Override
    public boolean hasUses() {
        return grant.usedUp().isEmpty();
    }

    @Override
    public long untilMicros() {
        return grant.terms().untilMicros();
    }
}
