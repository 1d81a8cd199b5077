package dev.quire.internal.runtime;

/** Storage failed under the node, or what it holds is damaged. The node stops with exit code 74 and tries nothing twice. */
public final class DiskFailureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DiskFailureException(String message) {
        super(message);
    }

    public DiskFailureException(String message, Throwable cause) {
        super(message, cause);
    }
}
