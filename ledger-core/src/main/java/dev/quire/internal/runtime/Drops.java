package dev.quire.internal.runtime;

import dev.quire.block.Rejection;
import dev.quire.block.Transaction;
import dev.quire.hash.Hash;
import dev.quire.internal.execution.DropListener;
import dev.quire.internal.mempool.Mempool;
import dev.quire.spi.ledger.RejectedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens to candidates that a build found unfit. Called on the execution thread. */
final class Drops implements DropListener {
    private static final Logger log = LoggerFactory.getLogger(Drops.class);

    private final Mempool mempool;
    private final Waiters waiters;
    private final RefusedMemory refused;

    Drops(Mempool mempool, Waiters waiters, RefusedMemory refused) {
        this.mempool = mempool;
        this.waiters = waiters;
        this.refused = refused;
    }

    @Override
    public void rejected(Transaction transaction, Rejection reason) {
        Hash id = transaction.id();
        if (reason == Rejection.DUPLICATE) {
            // It is in an applied block, and whoever waits for it has been told then.
            mempool.forget(id);
        } else if (reason != Rejection.EXPIRED) {
            drop(id, reason);
        }
        // The builder's clock makes no expiry certain; expire() does, when a later block is committed.
    }

    @Override
    public void failed(Transaction transaction, RuntimeException failure) {
        log.error(
                "plugin {} broke down over transaction {}; it is dropped",
                transaction.pluginId(),
                transaction.id(),
                failure);
        drop(transaction.id(), Rejection.PLUGIN_FAILURE);
    }

    private void drop(Hash id, Rejection reason) {
        mempool.forget(id);
        refused.remember(id, reason);
        waiters.fail(id, new RejectedException(reason));
    }

    /** A committed block has this time: what was valid only before it never will be again. */
    void expire(long blockTimeMicros) {
        for (Transaction transaction : mempool.expire(blockTimeMicros)) {
            refused.remember(transaction.id(), Rejection.EXPIRED);
            waiters.fail(transaction.id(), new RejectedException(Rejection.EXPIRED));
        }
    }
}
