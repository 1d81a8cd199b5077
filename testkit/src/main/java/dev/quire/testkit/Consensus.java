package dev.quire.testkit;

import dev.quire.block.ConsensusMode;
import java.util.Locale;

/** The protocols that can be simulated. */
public enum Consensus {
    /** Bears crashes of fewer than half of the members. */
    RAFT(ConsensusMode.CFT, SimProtocols::raft),
    /** Bears that fewer than a third of the members crash or lie. */
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

    /** How many of so many members may lie. */
    int mostLiars(int members) {
        return this == PBFT ? (members - 1) / 3 : 0;
    }

    static Consensus of(ConsensusMode mode) {
        return mode == ConsensusMode.BFT ? PBFT : RAFT;
    }

    /** As the command line has it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
