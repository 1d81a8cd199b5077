package dev.quire.health.client;

import dev.quire.health.RecordEntry;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.Secret;
import java.util.Optional;

/** From where a reader has the patient's factor of a record. */
interface FactorSource extends AutoCloseable {
    /** Factor A; closed by the caller. */
    Secret factorA(RecordEntry record) throws HealthException, CryptoException;

    /** Out of what a factor comes that the author need not have made, for a person to read; empty: it is the author's. */
    default Optional<String> otherHand(RecordEntry record) {
        return Optional.empty();
    }

    @Override
    default void close() {}
}
