package dev.quire.health;

import dev.quire.block.PublicKey;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What broken glass gives: essentials, to be looked at by the one who broke it.
 *
 * @param policy the subject's as it is now: one that was closed since ends it too
 * @param essential is the record in an emergency compartment?
 */
record EmergencyEntitlement(EmergencyEntry emergency, DefaultPolicy policy, Predicate<RecordEntry> essential)
        implements Entitlement {
    /** A patient who is not registered with an app yet has essentials too. */
    @Override
    public boolean serves(SubjectStatus status) {
        return status != SubjectStatus.FROZEN;
    }

    @Override
    public boolean includes(Optional<Reader> reader, PublicKey sender) {
        return reader.filter(emergency.reader()::equals).isPresent();
    }

    @Override
    public boolean accepts(Optional<CredentialEntry> credential, long timeMicros) {
        return credential.filter(found -> found.isValid(timeMicros)).isPresent();
    }

    @Override
    public boolean serves(Purpose purpose) {
        return purpose == Purpose.ETREAT;
    }

    @Override
    public boolean serves(AccessKind kind) {
        return kind == AccessKind.VIEW;
    }

    @Override
    public boolean covers(RecordEntry record) {
        return essential.test(record);
    }

    @Override
    public boolean hasBegun(long timeMicros) {
        return true;
    }

    @Override
    public boolean stands(long timeMicros) {
        return policy == DefaultPolicy.BREAK_GLASS_ONLY && timeMicros < emergency.untilMicros();
    }

    @Override
    public long untilMicros() {
        return emergency.untilMicros();
    }
}
