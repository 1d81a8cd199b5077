package dev.quire.health.client;

import dev.quire.receipt.Receipt;
import java.util.List;

/**
 * A visit is over.
 *
 * @param receipts of the transactions that ended permissions, at most 64 in each; 1 to {@link Hospital#MAX_DISCHARGES}
 * @param all has every permission of the visit ended? If not, there are more than so many transactions end: ask again
 */
public record Discharged(List<Receipt> receipts, boolean all) {
    public Discharged {
        receipts = List.copyOf(receipts);
    }
}
