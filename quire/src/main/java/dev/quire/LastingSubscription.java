package dev.quire;

import dev.quire.spi.ledger.CommittedBlock;
import dev.quire.spi.ledger.Ledger;
import java.util.Optional;
import java.util.function.Consumer;

/** A subscription that goes on where it was when the node was closed and opened again. Safe for use by several threads. */
final class LastingSubscription implements Ledger.Subscription {
    private final Consumer<CommittedBlock> consumer;
    private final Consumer<LastingSubscription> onClose;
    private long next;
    private Optional<Ledger.Subscription> inner = Optional.empty();
    private boolean closed;

    LastingSubscription(long fromHeight, Consumer<CommittedBlock> consumer, Consumer<LastingSubscription> onClose) {
        this.next = fromHeight;
        this.consumer = consumer;
        this.onClose = onClose;
    }

    /** Begins with the next block that has not been delivered; of those that a snapshot stands for, none is. */
    synchronized void attach(Ledger ledger) {
        boolean again = inner.isPresent();
        inner.ifPresent(Ledger.Subscription::close);
        if (!closed) {
            next = again ? Math.max(next, ledger.status().appliedHeight() + 1) : next;
            inner = Optional.of(ledger.subscribe(next, this::deliver));
        }
    }

    private void deliver(CommittedBlock block) {
        consumer.accept(block);
        synchronized (this) {
            next = block.block().height() + 1;
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            inner.ifPresent(Ledger.Subscription::close);
        }
        onClose.accept(this);
    }
}
