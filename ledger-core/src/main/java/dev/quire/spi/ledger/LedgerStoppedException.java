package dev.quire.spi.ledger;

import org.jspecify.annotations.Nullable;

/** The node has stopped or is stopping. What was submitted to it may still be in a block of the other members. */
public final class LedgerStoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LedgerStoppedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
