package dev.quire.gateway.upkeep;

/**
 * What was removed since the service was started, because nothing on the ledger names it.
 *
 * @param runs how often all that is old was looked at
 * @param parts from the vault
 * @param deals from the outbox
 */
public record SweepStatus(long runs, long parts, long deals) {
    SweepStatus swept(long moreParts, long moreDeals) {
        return new SweepStatus(runs + 1, parts + moreParts, deals + moreDeals);
    }
}
