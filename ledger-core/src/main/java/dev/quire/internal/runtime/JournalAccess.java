package dev.quire.internal.runtime;

import dev.quire.internal.journal.Journal;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** How others get at a running node's journal, which belongs to its thread. Safe for use by several threads. */
public interface JournalAccess {
    /** Looks something up, quickly, on the journal's thread. */
    @FunctionalInterface
    interface Question<T> {
        T ask(Journal journal) throws IOException;
    }

    /**
     * Has a question answered; refused with {@link dev.quire.spi.ledger.BusyException} when too many wait. A node that
     * stops answers no more: wait with a bound.
     */
    <T> CompletableFuture<T> ask(Question<T> question);

    /** The lowest height whose block is there; 1 in an empty journal. */
    long firstHeight();

    /** Keeps segments from being dropped until it is closed. */
    Hold hold();

    /** A wish of {@link #hold}. */
    @FunctionalInterface
    interface Hold extends AutoCloseable {
        @Override
        void close();
    }

    /** How much the disk can still take. */
    Room room();
}
