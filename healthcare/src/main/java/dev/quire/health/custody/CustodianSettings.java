package dev.quire.health.custody;

import dev.quire.hash.Hash;
import dev.quire.health.Id;

/**
 * Who a custodian is and how patient it is.
 *
 * @param orgId the organisation whose seat it fills
 * @param driftMicros by how much its clock may be ahead of block time before it refuses what the ledger still allows
 * @param readLimitMillis how long it waits for a linearizable read
 * @param requestsPerMinute what one organisation may ask, deals and releases together
 */
public record CustodianSettings(Hash chainId, Id orgId, long driftMicros, long readLimitMillis, int requestsPerMinute) {
    /** Drift of 5 seconds, reads within 3, 600 requests a minute. */
    public static CustodianSettings of(Hash chainId, Id orgId) {
        return new CustodianSettings(chainId, orgId, 5_000_000, 3_000, 600);
    }
}
