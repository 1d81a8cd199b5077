package dev.quire.health.client;

import dev.quire.health.Id;
import dev.quire.receipt.Receipt;
import java.util.List;

/**
 * A request that is on the ledger; the patient has a day to answer it.
 *
 * @param faults in showing the card: then the patient sees the hospital's name only
 */
public record Asked(Id qid, Receipt receipt, List<Fault> faults) {
    public Asked {
        faults = List.copyOf(faults);
    }
}
