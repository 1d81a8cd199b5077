package dev.quire.health.client;

import dev.quire.merkle.KeyRange;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A ledger that counts how often it is read. */
final class CountedLedger extends RelayedLedger {
    private final AtomicInteger reads;

    CountedLedger(LedgerAccess ledger, AtomicInteger reads) {
        super(ledger);
        this.reads = reads;
    }

    @Override
    public CompletableFuture<StateAnswers> read(List<KeyRange> asked) {
        reads.incrementAndGet();
        return super.read(asked);
    }
}
