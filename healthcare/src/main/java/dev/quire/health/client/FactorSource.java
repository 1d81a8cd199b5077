package dev.quire.health.client;

import dev.quire.health.RecordEntry;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.Secret;

/** From where a reader has the patient's factor of a record. */
interface FactorSource extends AutoCloseable {
    /** Factor A; closed by the caller. */
    Secret factorA(RecordEntry record) throws HealthException, CryptoException;

    @Override
    default void close() {}
}
