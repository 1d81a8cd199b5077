package dev.quire.internal.statetree;

import dev.quire.merkle.StateProof;

/** So many keys were asked for that the proof may not fit into {@link StateProof#MAX_SIZE}: ask for fewer. */
public final class ProofTooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ProofTooLargeException() {
        super("a state proof has at most " + StateProof.MAX_SIZE + " bytes: ask for fewer keys at once");
    }
}
