package dev.quire.health.client;

import dev.quire.health.Id;
import dev.quire.health.keys.PatientSeed;

/**
 * What a hospital's gateway holds.
 *
 * @param sponsor from which the keys of patients come who have not claimed their file yet
 */
public record HospitalKeys(Id orgId, GatewayKey gateway, ReadingKeys reading, PatientSeed sponsor) {
    @Override
    public String toString() {
        return "HospitalKeys[" + orgId + "]";
    }
}
