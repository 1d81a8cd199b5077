package dev.quire.spi.consensus;

import dev.quire.block.PublicKey;
import java.util.Optional;

/**
 * What a node must remember over a restart before it may act on it.
 *
 * @param term Raft's term or PBFT's view
 * @param votedFor whom the node voted for in that term (Raft)
 */
public record HardState(long term, Optional<PublicKey> votedFor) {
    /** The state of a node that has never run. */
    public static HardState initial() {
        return new HardState(0, Optional.empty());
    }
}
