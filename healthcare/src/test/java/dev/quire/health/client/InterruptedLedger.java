package dev.quire.health.client;

import dev.quire.block.ConsensusMode;
import dev.quire.block.Transaction;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.health.HealthCommand;
import dev.quire.merkle.KeyRange;
import dev.quire.receipt.Receipt;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A ledger to which something else happens just before each command. */
record InterruptedLedger(LedgerAccess ledger, Consumer<HealthCommand> before) implements LedgerAccess {
    @Override
    public Hash chainId() {
        return ledger.chainId();
    }

    @Override
    public ConsensusMode mode() {
        return ledger.mode();
    }

    @Override
    public CompletableFuture<Receipt> submit(Transaction transaction) {
        try {
            before.accept(HealthCommand.decode(transaction.payload()));
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
        return ledger.submit(transaction);
    }

    @Override
    public CompletableFuture<StateAnswers> read(List<KeyRange> asked) {
        return ledger.read(asked);
    }
}
