package dev.quire.benchmarks;

import dev.quire.pbft.PbftProtocol;
import dev.quire.raft.RaftProtocol;
import dev.quire.spi.consensus.ConsensusProtocol;
import java.util.Locale;

/** The protocols that are measured, each with the least members that survive the loss of one. */
enum Protocol {
    RAFT(3),
    PBFT(4);

    private final int members;

    Protocol(int members) {
        this.members = members;
    }

    int members() {
        return members;
    }

    /** For one member. */
    ConsensusProtocol make() {
        return switch (this) {
            case RAFT -> new RaftProtocol();
            case PBFT -> new PbftProtocol();
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
