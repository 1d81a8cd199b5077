package dev.quire;

/**
 * There is not so much room on a disk as a back-up would take, so none was made. On the node's own disk its reserve counts
 * as taken: a back-up must not be what fills it.
 */
public final class NoRoomException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long missingBytes;

    NoRoomException(String message, long missingBytes) {
        super(message);
        this.missingBytes = missingBytes;
    }

    /** So many bytes more must be free. */
    public long missingBytes() {
        return missingBytes;
    }
}
