package dev.quire.merkle;

/** A state proof was asked about keys that it says nothing of. The message names the question. */
public final class NotCoveredException extends Exception {
    private static final long serialVersionUID = 1L;

    NotCoveredException(String message) {
        super(message);
    }
}
