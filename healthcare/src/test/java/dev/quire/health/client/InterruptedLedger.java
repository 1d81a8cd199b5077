package dev.quire.health.client;

import dev.quire.block.Transaction;
import dev.quire.codec.MalformedException;
import dev.quire.health.HealthCommand;
import dev.quire.receipt.Receipt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A ledger to which something else happens just before each command. */
final class InterruptedLedger extends RelayedLedger {
    private final Consumer<HealthCommand> before;

    InterruptedLedger(LedgerAccess ledger, Consumer<HealthCommand> before) {
        super(ledger);
        this.before = before;
    }

    @Override
    public CompletableFuture<Receipt> submit(Transaction transaction) {
        try {
            before.accept(HealthCommand.decode(transaction.payload()));
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
        return super.submit(transaction);
    }
}
