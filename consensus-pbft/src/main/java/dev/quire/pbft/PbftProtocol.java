package dev.quire.pbft;

import dev.quire.block.ConsensusMode;
import dev.quire.spi.consensus.ConsensusEngine;
import dev.quire.spi.consensus.ConsensusProtocol;
import dev.quire.spi.consensus.EngineStart;
import dev.quire.spi.consensus.MessageCodec;

/**
 * PBFT (Castro and Liskov, 1999): up to f = (n-1)/3 of the n members may lie. Its certificates are {@link
 * ConsensusMode#BFT} and are the COMMITs themselves.
 */
public final class PbftProtocol implements ConsensusProtocol {
    private final PbftConfig config;

    public PbftProtocol(PbftConfig config) {
        this.config = config;
    }

    /** PBFT with {@link PbftConfig#defaults()}. */
    public PbftProtocol() {
        this(PbftConfig.defaults());
    }

    @Override
    public String name() {
        return "pbft";
    }

    @Override
    public ConsensusMode mode() {
        return ConsensusMode.BFT;
    }

    /** @throws IllegalArgumentException if the members expect another kind of certificate */
    @Override
    public ConsensusEngine start(long nowMicros, EngineStart start) {
        ConsensusMode expected = start.membership().voters().mode();
        if (expected != ConsensusMode.BFT) {
            throw new IllegalArgumentException("the member set is of mode " + expected
                    + ", and PBFT makes BFT certificates: choose another protocol or another genesis");
        }
        return new PbftEngine(nowMicros, start, config, new Rules());
    }

    @Override
    public MessageCodec codec() {
        return new PbftCodec(config.rotateEveryBlocks());
    }
}
