package dev.quire.health.client;

import dev.quire.block.ConsensusMode;
import dev.quire.block.Transaction;
import dev.quire.hash.Hash;
import dev.quire.merkle.KeyRange;
import dev.quire.receipt.Receipt;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A ledger that counts how often it is read. */
record CountedLedger(LedgerAccess ledger, AtomicInteger reads) implements LedgerAccess {
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
        reads.incrementAndGet();
        return ledger.read(asked);
    }
}
