package dev.quire.health.client;

import dev.quire.health.Id;
import dev.quire.health.custody.SignedEntry;
import dev.quire.receipt.Receipt;
import java.util.List;

/**
 * A record that is on the ledger.
 *
 * @param vaults the members that have its ciphertext
 * @param custody the signed receipts of custodians that had come when it was committed
 * @param thin are there too few of them to outlast the members that may be down and lie? The outbox goes on
 * @param forwarded permissions whose grantees it was sealed to as well
 * @param faults of members that did not do their part; nothing is lost by them
 */
public record Published(
        Id rid,
        Receipt receipt,
        List<Id> vaults,
        List<SignedEntry> custody,
        boolean thin,
        List<Id> forwarded,
        List<Fault> faults) {
    public Published {
        vaults = List.copyOf(vaults);
        custody = List.copyOf(custody);
        forwarded = List.copyOf(forwarded);
        faults = List.copyOf(faults);
    }
}
