package dev.quire.spi.ledger;

/** A linearizable read could not be confirmed in time; a read of local state may still be served. */
public final class NotConfirmedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotConfirmedException(String message) {
        super(message);
    }
}
