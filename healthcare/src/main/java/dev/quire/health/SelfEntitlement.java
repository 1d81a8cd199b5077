package dev.quire.health;

import dev.quire.block.PublicKey;
import java.util.Optional;

/** The patient reads everything, always. */
record SelfEntitlement(SubjectEntry subject) implements Entitlement {
    @Override
    public boolean serves(SubjectStatus status) {
        return status == SubjectStatus.ACTIVE;
    }

    @Override
    public boolean includes(Optional<Reader> reader, PublicKey sender) {
        return subject.isSignedBy(sender);
    }

    @Override
    public boolean accepts(Optional<CredentialEntry> credential, long timeMicros) {
        return true;
    }

    @Override
    public boolean serves(Purpose purpose) {
        return true;
    }

    @Override
    public boolean serves(AccessKind kind) {
        return true;
    }

    @Override
    public boolean covers(RecordEntry record) {
        return true;
    }

    @Override
    public boolean hasBegun(long timeMicros) {
        return true;
    }

    @Override
    public boolean stands(long timeMicros) {
        return true;
    }

    @Override
    public long untilMicros() {
        return Long.MAX_VALUE;
    }
}
