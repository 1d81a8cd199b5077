package dev.quire.health.client;

import dev.quire.block.ConsensusMode;
import dev.quire.block.Transaction;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.health.HealthCommand;
import dev.quire.merkle.KeyRange;
import dev.quire.receipt.Receipt;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** A ledger that commits, and of some commands does not say so. */
record MuteLedger(LedgerAccess ledger, Predicate<HealthCommand> mute) implements LedgerAccess {
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
        CompletableFuture<Receipt> committed = ledger.submit(transaction);
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

    @Override
    public CompletableFuture<StateAnswers> read(List<KeyRange> asked) {
        return ledger.read(asked);
    }
}
