package dev.quire.testkit;

import dev.quire.raft.RaftConfig;
import dev.quire.raft.RaftProtocol;
import dev.quire.spi.consensus.ConsensusProtocol;
import java.util.random.RandomGenerator;

/** The protocols that can be simulated. */
final class SimProtocols {
    private SimProtocols() {}

    /** Raft; one world in three has limits so tight that members keep running into them. */
    static ConsensusProtocol raft(RandomGenerator random) {
        return new RaftProtocol(raftConfig(random));
    }

    static RaftConfig raftConfig(RandomGenerator random) {
        return random.nextInt(3) == 0
                ? new RaftConfig(300_000, 600_000, 75_000, 2_000, 2, 6_000, 4, 4, 2, 1_000, 300_000, 4)
                : RaftConfig.defaults();
    }
}
