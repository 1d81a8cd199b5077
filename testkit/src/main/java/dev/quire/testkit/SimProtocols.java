package dev.quire.testkit;

import dev.quire.raft.RaftConfig;
import dev.quire.raft.RaftProtocol;
import dev.quire.spi.consensus.ConsensusProtocol;
import java.util.random.RandomGenerator;

/** The protocols that can be simulated. */
final class SimProtocols {
    /** Makes the protocol that all nodes of a world run, with limits that suit what is going to go wrong in it. */
    interface Maker {
        ConsensusProtocol make(RandomGenerator random, Faults faults);
    }

    /** Elections within an eighth of a second, and one block in a message. */
    private static final RaftConfig HASTY =
            new RaftConfig(60_000, 120_000, 15_000, 600, 1, 2_000, 4, 8, 2, 1_000, 300_000, 4);

    /** Limits so tight that members keep running into them. */
    private static final RaftConfig TIGHT =
            new RaftConfig(300_000, 600_000, 75_000, 2_000, 2, 6_000, 4, 4, 2, 1_000, 300_000, 4);

    private SimProtocols() {}

    static ConsensusProtocol raft(RandomGenerator random, Faults faults) {
        return new RaftProtocol(raftConfig(random, faults));
    }

    static RaftConfig raftConfig(RandomGenerator random, Faults faults) {
        boolean isTight = random.nextInt(3) == 0;
        if (faults.hasManyElections()) {
            return HASTY;
        }
        return isTight ? TIGHT : RaftConfig.defaults();
    }
}
