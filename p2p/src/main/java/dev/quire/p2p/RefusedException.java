package dev.quire.p2p;

import dev.quire.p2p.TransportStats.Refusal;
import org.jspecify.annotations.Nullable;

/** A connection has to be closed, and why. The message holds nothing that the other side could choose as text. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Refusal refusal;
    private final String why;

    RefusedException(Refusal refusal, String why) {
        this(refusal, why, null);
    }

    RefusedException(Refusal refusal, String why, @Nullable Throwable cause) {
        super(why, cause);
        this.refusal = refusal;
        this.why = why;
    }

    Refusal refusal() {
        return refusal;
    }

    String why() {
        return why;
    }

    /** The refusal under the exceptions that TLS and Netty wrap around it, or null. */
    static @Nullable RefusedException in(@Nullable Throwable thrown) {
        Throwable next = thrown;
        while (next != null && !(next instanceof RefusedException)) {
            next = next.getCause();
        }
        return (RefusedException) next;
    }
}
