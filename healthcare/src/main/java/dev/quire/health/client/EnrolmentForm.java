package dev.quire.health.client;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.health.DefaultPolicy;
import dev.quire.health.Id;
import dev.quire.health.NewCompartment;
import dev.quire.health.Statements;
import dev.quire.health.SubjectCommand;
import java.util.List;
import java.util.Optional;

/**
 * What a patient's app gives a hospital to open a file there: public keys, and the writer's map, sealed to the hospital.
 * All of it is signed; it holds no secret.
 *
 * @param patient signature with {@code key} of {@link Statements#registration}
 * @param compartments first those of the label groups that were asked for, in their order
 * @param writersMap sealed to the hospital's reading key
 * @param mapSignature with {@code key} of {@link Statements#writersMap}
 */
public record EnrolmentForm(
        Id sid,
        PublicKey key,
        Signature patient,
        DefaultPolicy policy,
        List<NewCompartment> compartments,
        Bytes writersMap,
        Signature mapSignature) {
    public EnrolmentForm {
        compartments = List.copyOf(compartments);
    }

    /** What the hospital has the ledger do. */
    SubjectCommand.RegisterSubject command() {
        return new SubjectCommand.RegisterSubject(sid, key, Optional.of(patient), policy, compartments);
    }
}
