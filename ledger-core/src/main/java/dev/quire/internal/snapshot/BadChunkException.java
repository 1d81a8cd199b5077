package dev.quire.internal.snapshot;

/** A chunk is not what it must be; the message says why. Whoever sent it lies, or its bytes have decayed. */
public final class BadChunkException extends Exception {
    private static final long serialVersionUID = 1L;

    BadChunkException(String message) {
        super(message);
    }

    BadChunkException(String message, Throwable cause) {
        super(message, cause);
    }
}
