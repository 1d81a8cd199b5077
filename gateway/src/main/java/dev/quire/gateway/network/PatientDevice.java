package dev.quire.gateway.network;

import dev.quire.block.PublicKey;
import dev.quire.health.client.HealthLedger;
import dev.quire.health.client.Patient;
import dev.quire.health.client.PatientServices;
import dev.quire.health.keys.PatientSeed;
import dev.quire.health.member.MemberServices;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is on a patient's phone: the key, opened by the passphrase, and the way to ledger and members. Safe for use by several
 * threads; close it when nothing is under way.
 */
public final class PatientDevice implements AutoCloseable {
    private final NetworkLink link;
    private final HealthLedger ledger;
    private final Patient patient;

    private PatientDevice(HospitalNetwork network, PatientProfile profile, PatientSeed seed) throws IOException {
        link = new NetworkLink(network);
        // A patient writes no records, so nothing is ever put there.
        ledger = link.ledger(profile.directory());
        Map<PublicKey, MemberServices> services = new ConcurrentHashMap<>();
        PatientServices ways = (sid, key) -> services.computeIfAbsent(key.publicKey(), unknown -> link.services(key));
        patient = ledger.patient(seed, profile.sid(), ways);
    }

    /**
     * Opens the key, which takes about half a second, and asks nobody yet.
     *
     * @param passphrase stays the caller's, who overwrites it
     * @throws dev.quire.crypto.KeyFileException if it is wrong, or the key file is damaged or open to others
     */
    public static PatientDevice open(HospitalNetwork network, PatientProfile profile, char[] passphrase)
            throws IOException {
        try (PatientSeed seed = profile.seed(passphrase)) {
            return new PatientDevice(network, profile, seed);
        }
    }

    public HealthLedger ledger() {
        return ledger;
    }

    public Patient patient() {
        return patient;
    }

    @Override
    public void close() {
        link.close();
        patient.close();
    }
}
