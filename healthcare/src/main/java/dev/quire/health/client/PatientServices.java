package dev.quire.health.client;

import dev.quire.crypto.Ed25519Key;
import dev.quire.health.Id;
import dev.quire.health.member.MemberServices;

/** The way to the members' services for a patient, whom they know by a subject and its key. */
@FunctionalInterface
public interface PatientServices {
    /** @param key the present signing key of the subject {@code sid} */
    MemberServices as(Id sid, Ed25519Key key);
}
