package dev.quire.spi.ledger;

import dev.quire.block.PublicKey;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.EngineStatus;
import java.util.Optional;

/**
 * A node at a glance.
 *
 * @param appliedHeight the newest block that is committed, durable and applied here
 * @param blockTimeMicros that block's time, microseconds since 1970
 * @param certifiedHeight the newest height with a certificate, 0 if none
 * @param waitingTransactions in this node's mempool
 * @param failure why the node stopped by itself, if it has
 */
public record LedgerStatus(
        PublicKey nodeId,
        Hash chainId,
        EngineStatus engine,
        long appliedHeight,
        Hash headHash,
        long blockTimeMicros,
        Hash stateRoot,
        long certifiedHeight,
        int waitingTransactions,
        Optional<String> failure) {}
