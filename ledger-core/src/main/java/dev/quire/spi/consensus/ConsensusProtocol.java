package dev.quire.spi.consensus;

import dev.quire.block.ConsensusMode;

/** A consensus protocol that a node can run: makes its engine and its codec. */
public interface ConsensusProtocol {
    /** A short name, such as {@code raft}. */
    String name();

    /** What its certificates promise. */
    ConsensusMode mode();

    ConsensusEngine start(long nowMicros, EngineStart start);

    MessageCodec codec();
}
