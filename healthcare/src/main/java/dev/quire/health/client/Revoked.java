package dev.quire.health.client;

import dev.quire.receipt.Receipt;
import java.util.List;
import java.util.Optional;

/**
 * A permission has ended.
 *
 * @param receipt empty: it had ended before, and only its capsules were dropped
 * @param faults of vaults that may still have its capsules; they open nothing without the custodians
 */
public record Revoked(Optional<Receipt> receipt, List<Fault> faults) {
    public Revoked {
        faults = List.copyOf(faults);
    }
}
