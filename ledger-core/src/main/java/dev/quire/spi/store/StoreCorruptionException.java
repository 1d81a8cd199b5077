package dev.quire.spi.store;

/** Stored bytes are damaged. The message names the file or column and what to do. */
public final class StoreCorruptionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreCorruptionException(String message) {
        super(message);
    }

    public StoreCorruptionException(String message, Throwable cause) {
        super(message, cause);
    }
}
