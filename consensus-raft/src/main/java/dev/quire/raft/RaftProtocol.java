package dev.quire.raft;

import dev.quire.block.ConsensusMode;
import dev.quire.spi.consensus.ConsensusEngine;
import dev.quire.spi.consensus.ConsensusProtocol;
import dev.quire.spi.consensus.EngineStart;
import dev.quire.spi.consensus.MessageCodec;

/** Raft: any minority of the members may crash; none may lie. Its certificates are {@link ConsensusMode#CFT}. */
public final class RaftProtocol implements ConsensusProtocol {
    private final RaftConfig config;

    public RaftProtocol(RaftConfig config) {
        this.config = config;
    }

    /** Raft with {@link RaftConfig#defaults()}. */
    public RaftProtocol() {
        this(RaftConfig.defaults());
    }

    @Override
    public String name() {
        return "raft";
    }

    @Override
    public ConsensusMode mode() {
        return ConsensusMode.CFT;
    }

    /** @throws IllegalArgumentException if the members expect another kind of certificate */
    @Override
    public ConsensusEngine start(long nowMicros, EngineStart start) {
        ConsensusMode expected = start.membership().voters().mode();
        if (expected != ConsensusMode.CFT) {
            throw new IllegalArgumentException("the member set is of mode " + expected
                    + ", and Raft makes CFT certificates: choose another protocol or another genesis");
        }
        return new RaftEngine(nowMicros, start, config, CommitRule.OWN_TERM);
    }

    @Override
    public MessageCodec codec() {
        return new RaftCodec();
    }
}
