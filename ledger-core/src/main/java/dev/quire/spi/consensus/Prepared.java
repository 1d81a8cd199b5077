package dev.quire.spi.consensus;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;

/**
 * PBFT: a quorum voted PREPARE for this block in this view. Durable before the node votes COMMIT there.
 *
 * @param proof the quorum's signatures, in the engine's own encoding; at most {@link #MAX_PROOF_BYTES}
 */
public record Prepared(long height, long view, Hash blockHash, Bytes proof) {
    /** The most bytes that a proof may have. */
    public static final int MAX_PROOF_BYTES = 64 * 1024;
}
