package dev.quire.health.client;

import dev.quire.block.ConsensusMode;
import dev.quire.block.Transaction;
import dev.quire.hash.Hash;
import dev.quire.merkle.KeyRange;
import dev.quire.receipt.Receipt;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A ledger that passes on all that is asked; what happens in between is said by its subclasses. */
abstract class RelayedLedger implements LedgerAccess {
    private final LedgerAccess ledger;

    RelayedLedger(LedgerAccess ledger) {
        this.ledger = ledger;
    }

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
        return ledger.submit(transaction);
    }

    @Override
    public CompletableFuture<StateAnswers> read(List<KeyRange> asked) {
        return ledger.read(asked);
    }
}
