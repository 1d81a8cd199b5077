package dev.quire.gateway.service;

import dev.quire.block.PublicKey;
import dev.quire.health.HealthState;
import dev.quire.health.Id;
import java.util.Optional;

/** Who has called, by the key that TLS has proven and the state of the own node at the time of the request. */
sealed interface Caller {
    Id id();

    /** A member, by a gateway key. */
    record Organisation(Id id) implements Caller {}

    /** The patient of an active subject, by its signing key. */
    record Patient(Id id) implements Caller {}

    default boolean isOrganisation(Id orgId) {
        return this instanceof Organisation && id().equals(orgId);
    }

    default boolean isPatient(Id sid) {
        return this instanceof Patient && id().equals(sid);
    }

    static Optional<Caller> of(PublicKey key, HealthState state) {
        return state.memberOfGateway(key)
                .<Caller>map(Organisation::new)
                .or(() -> state.subjectOfPatient(key).map(Patient::new));
    }
}
