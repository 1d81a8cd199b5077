package dev.quire.raft;

import dev.quire.block.ConsensusMode;
import dev.quire.spi.consensus.ConsensusEngine;
import dev.quire.spi.consensus.ConsensusProtocol;
import dev.quire.spi.consensus.EngineStart;
import dev.quire.spi.consensus.MessageCodec;

/** Raft with the error of the paper's figure 8: entries of older terms commit by counting, too. */
public record PlantedRaft(RaftConfig config) implements ConsensusProtocol {
    @Override
    public String name() {
        return "planted-raft";
    }

    @Override
    public ConsensusMode mode() {
        return ConsensusMode.CFT;
    }

    @Override
    public ConsensusEngine start(long nowMicros, EngineStart start) {
        return new RaftEngine(nowMicros, start, config, (entryTerm, leaderTerm) -> true);
    }

    @Override
    public MessageCodec codec() {
        return new RaftCodec();
    }
}
