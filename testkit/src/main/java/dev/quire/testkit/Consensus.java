package dev.quire.testkit;

import dev.quire.block.ConsensusMode;
import java.util.Locale;

/** The protocols that can be simulated. */
enum Consensus {
    RAFT(ConsensusMode.CFT, SimProtocols::raft),
    PBFT(ConsensusMode.BFT, SimProtocols::pbft);

    private final ConsensusMode mode;

    @SuppressWarnings("ImmutableEnumChecker") // a method of a class without fields
    private final SimProtocols.Maker maker;

    Consensus(ConsensusMode mode, SimProtocols.Maker maker) {
        this.mode = mode;
        this.maker = maker;
    }

    ConsensusMode mode() {
        return mode;
    }

    /** Makes it as it is shipped. */
    SimProtocols.Maker maker() {
        return maker;
    }

    static Consensus of(ConsensusMode mode) {
        return mode == ConsensusMode.BFT ? PBFT : RAFT;
    }

    /** As the command line has it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
