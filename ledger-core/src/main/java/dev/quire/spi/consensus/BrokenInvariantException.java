package dev.quire.spi.consensus;

/** Something that cannot be has happened; the node stops before it does harm. The message has the numbers. */
public final class BrokenInvariantException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BrokenInvariantException(String message) {
        super(message);
    }

    public BrokenInvariantException(String message, Throwable cause) {
        super(message, cause);
    }
}
