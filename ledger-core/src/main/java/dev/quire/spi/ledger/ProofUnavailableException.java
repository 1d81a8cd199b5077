package dev.quire.spi.ledger;

/** This node cannot give the proof that it was asked for, now or at all. The message says what to do. */
public final class ProofUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why there is no proof. */
    public enum Reason {
        /** The block is not committed here yet. */
        NOT_COMMITTED,
        /** No certificate covers the block yet, or there is none of the height that was asked for. */
        NOT_CERTIFIED,
        /** This node has thrown away what it would take; another one may have it. */
        PRUNED,
        /** The answer is larger than one proof may be. */
        TOO_LARGE
    }

    private final Reason reason;

    public ProofUnavailableException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
