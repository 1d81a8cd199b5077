package dev.quire.internal.execution;

import dev.quire.block.Genesis;
import dev.quire.block.Rejection;
import dev.quire.block.Transaction;
import dev.quire.hash.Hash;
import java.util.Optional;

/**
 * What a transaction must keep whatever the state is; signature and duplicates are judged apart. Pure; safe for use by
 * several threads.
 */
public final class TransactionRules {
    private final Hash chainId;
    private final long maxValidityMicros;
    private final boolean[] plugins = new boolean[0x10000];

    public TransactionRules(Hash chainId, Genesis genesis) {
        this.chainId = chainId;
        this.maxValidityMicros = genesis.parameters().maxValidityMicros();
        genesis.plugins().forEach(plugin -> plugins[plugin.plugin().pluginId()] = true);
    }

    /**
     * Why the transaction may not be in a block of this time.
     *
     * @param blockTimeMicros microseconds since 1970; for advice, the time that a block built now would have
     */
    public Optional<Rejection> check(Transaction transaction, long blockTimeMicros) {
        if (!transaction.chainId().equals(chainId)) {
            return Optional.of(Rejection.FOREIGN_CHAIN);
        }
        if (!plugins[transaction.pluginId()]) {
            return Optional.of(Rejection.UNKNOWN_PLUGIN);
        }
        if (transaction.validUntilMicros() < blockTimeMicros) {
            return Optional.of(Rejection.EXPIRED);
        }
        if (transaction.validUntilMicros() - blockTimeMicros > maxValidityMicros) {
            return Optional.of(Rejection.VALID_TOO_LONG);
        }
        return Optional.empty();
    }
}
