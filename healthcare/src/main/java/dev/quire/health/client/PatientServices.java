package dev.quire.health.client;

import dev.quire.crypto.Signer;
import dev.quire.health.Id;
import dev.quire.health.member.MemberServices;

/** The way to the members' services for a patient, whom they know by a subject and its key. */
@FunctionalInterface
public interface PatientServices {
    /** @param signer the present signing key of the subject {@code sid} */
    MemberServices as(Id sid, Signer signer);
}
