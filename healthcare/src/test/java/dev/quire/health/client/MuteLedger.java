package dev.quire.health.client;

import dev.quire.block.Transaction;
import dev.quire.codec.MalformedException;
import dev.quire.health.HealthCommand;
import dev.quire.receipt.Receipt;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** A ledger that commits, and of some commands does not say so. */
final class MuteLedger extends RelayedLedger {
    private final Predicate<HealthCommand> mute;

    MuteLedger(LedgerAccess ledger, Predicate<HealthCommand> mute) {
        super(ledger);
        this.mute = mute;
    }

    @Override
    public CompletableFuture<Receipt> submit(Transaction transaction) {
        CompletableFuture<Receipt> committed = super.submit(transaction);
        return isMute(transaction)
                ? committed.thenCompose(receipt -> CompletableFuture.failedFuture(new IOException("no answer")))
                : committed;
    }

    private boolean isMute(Transaction transaction) {
        try {
            return mute.test(HealthCommand.decode(transaction.payload()));
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }
}
