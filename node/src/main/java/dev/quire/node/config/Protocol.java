package dev.quire.node.config;

import dev.quire.block.ConsensusMode;

/** A consensus protocol by the name that people write. */
public enum Protocol {
    raft(ConsensusMode.CFT, 3),
    pbft(ConsensusMode.BFT, 4);

    private final ConsensusMode mode;
    private final int usualSize;

    Protocol(ConsensusMode mode, int usualSize) {
        this.mode = mode;
        this.usualSize = usualSize;
    }

    /** What its certificates promise. */
    public ConsensusMode mode() {
        return mode;
    }

    /** The least number of members with which it tolerates one that fails. */
    public int usualSize() {
        return usualSize;
    }
}
