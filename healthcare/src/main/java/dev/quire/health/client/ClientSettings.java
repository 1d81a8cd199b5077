package dev.quire.health.client;

import java.nio.file.Path;

/**
 * How patient a client is, and where it works.
 *
 * @param scratch a directory for sealed blobs on their way to the vaults; only ciphertext is ever written there
 * @param ledgerMillis how long the ledger may take to answer, once
 * @param memberMillis how long a member's service may take to answer
 */
public record ClientSettings(Path scratch, long ledgerMillis, long memberMillis) {
    /** 30 seconds for the ledger, 10 for members. */
    public static ClientSettings in(Path scratch) {
        return new ClientSettings(scratch, 30_000, 10_000);
    }
}
