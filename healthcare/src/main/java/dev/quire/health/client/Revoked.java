package dev.quire.health.client;

import dev.quire.receipt.Receipt;
import java.util.List;

/**
 * A permission has ended.
 *
 * @param faults of vaults that may still have its capsules; they open nothing without the custodians
 */
public record Revoked(Receipt receipt, List<Fault> faults) {
    public Revoked {
        faults = List.copyOf(faults);
    }
}
