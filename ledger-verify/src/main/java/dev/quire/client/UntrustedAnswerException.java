package dev.quire.client;

import java.io.IOException;

/** A node's answer does not hold: it is faulty, or it lies. Another node may do better. */
public final class UntrustedAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    UntrustedAnswerException(String message) {
        super(message);
    }

    UntrustedAnswerException(String message, Throwable cause) {
        super(message, cause);
    }
}
