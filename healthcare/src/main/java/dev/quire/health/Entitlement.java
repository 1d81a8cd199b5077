package dev.quire.health;

import dev.quire.block.PublicKey;
import java.util.Optional;

/** What a basis gives to a reader, one question for each rule that depends on it. */
interface Entitlement {
    boolean serves(SubjectStatus status);

    boolean includes(Optional<Reader> reader, PublicKey sender);

    boolean accepts(Optional<CredentialEntry> credential, long timeMicros);

    boolean serves(Purpose purpose);

    boolean serves(AccessKind kind);

    boolean covers(RecordEntry record);

    boolean hasBegun(long timeMicros);

    boolean stands(long timeMicros);

    default boolean hasUses() {
        return true;
    }

    /** The first block time at which it is over. */
    long untilMicros();
}
