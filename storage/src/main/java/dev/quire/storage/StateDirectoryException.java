package dev.quire.storage;

import java.io.IOException;

/** The state directory cannot be used as it is. The message names it, the reason and what to do. */
public final class StateDirectoryException extends IOException {
    private static final long serialVersionUID = 1L;

    StateDirectoryException(String message) {
        super(message);
    }

    StateDirectoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
