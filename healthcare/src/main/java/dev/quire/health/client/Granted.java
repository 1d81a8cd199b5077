package dev.quire.health.client;

import dev.quire.health.Id;
import dev.quire.receipt.Receipt;
import java.util.List;

/**
 * A permission that is on the ledger.
 *
 * @param sealed how many records its capsules open
 * @param unsealed records in its scope whose capsule no vault gave; {@link Patient#sync} seals them later
 * @param faults of vaults
 */
public record Granted(Id gid, Receipt receipt, int sealed, List<Id> unsealed, List<Fault> faults) {
    public Granted {
        unsealed = List.copyOf(unsealed);
        faults = List.copyOf(faults);
    }
}
