package dev.quire.health.client;

import dev.quire.health.Id;
import dev.quire.health.keys.PatientSeed;
import dev.quire.health.member.MemberServices;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/**
 * Records and consent on one ledger. It gives each who acts a view with keys of its own kind: what a hospital does is signed
 * by a {@link GatewayKey}, what its controller does by a {@link ControllerKey}, what a patient does by keys of a {@link
 * PatientSeed}; one does not compile in the place of another. Safe for use by several threads, and so are the views.
 */
public final class HealthLedger {
    private final Desk desk;

    /**
     * @param clock for how long transactions are valid, and what still stands; the ledger judges by its own time
     * @param worker runs what blocks on ledger, vaults and custodians: a pool of threads that nothing else of these needs
     */
    public HealthLedger(
            LedgerAccess ledger, ClientSettings settings, SecureRandom random, InstantSource clock, Executor worker) {
        desk = new Desk(new Chain(ledger, random, clock, settings.ledgerMillis()), random, settings, worker);
    }

    /** A hospital, by its gateway. */
    public Hospital hospital(HospitalKeys keys, MemberServices services, DealOutbox outbox) {
        return new Hospital(desk, keys, services, outbox);
    }

    /**
     * Hands in what waits in an author's outbox.
     *
     * @param services as the author: a member takes deals from whom they are of
     */
    public DealCourier courier(Id author, MemberServices services, DealOutbox outbox) {
        return new DealCourier(desk, author, services, outbox);
    }

    /** A member's office for its keys and staff. */
    public Administration administration(Id orgId, ControllerKey key) {
        return new Administration(desk, orgId, key);
    }

    /**
     * The owner of one file. A person has a file of its own at each hospital, and one view for each; they share nothing but
     * the seed.
     *
     * @param seed stays the caller's; what is derived from it lives until the view is closed
     */
    public Patient patient(PatientSeed seed, Id sid, PatientServices services) {
        return new Patient(desk, seed, sid, services);
    }

    /** A random id, for a new file or a visit. */
    public Id newId() {
        return desk.newId();
    }
}
