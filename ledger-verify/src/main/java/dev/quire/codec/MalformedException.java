package dev.quire.codec;

/** Bytes that are not the canonical encoding of what they were said to be. The message says what, where and why. */
public final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedException(String message) {
        super(message);
    }

    public MalformedException(String message, Throwable cause) {
        super(message, cause);
    }
}
