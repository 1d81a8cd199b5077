package dev.quire.testkit;

import java.io.IOException;

/** The simulated machine has lost its power; nothing works until {@link SimDisk#crash()}. */
public final class PowerLossException extends IOException {
    private static final long serialVersionUID = 1L;

    PowerLossException(long operation) {
        super("simulated loss of power before disk operation " + operation);
    }
}
