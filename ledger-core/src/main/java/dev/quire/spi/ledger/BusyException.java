package dev.quire.spi.ledger;

/** Too much of the same is waiting; nothing was done, and later it may work. */
public final class BusyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BusyException(String message) {
        super(message);
    }
}
