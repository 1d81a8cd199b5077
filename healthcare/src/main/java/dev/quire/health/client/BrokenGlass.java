package dev.quire.health.client;

import dev.quire.health.EmergencyEntry;
import dev.quire.health.RecordEntry;
import dev.quire.receipt.Receipt;
import java.util.List;

/**
 * An emergency that is on the ledger. The patient sees it, and a privacy officer reviews it within 72 hours.
 *
 * @param essentials the records that it opens
 */
public record BrokenGlass(EmergencyEntry emergency, Receipt receipt, List<RecordEntry> essentials, List<Fault> faults) {
    public BrokenGlass {
        essentials = List.copyOf(essentials);
        faults = List.copyOf(faults);
    }
}
