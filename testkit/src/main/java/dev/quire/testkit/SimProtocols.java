package dev.quire.testkit;

import dev.quire.crypto.Signer;
import dev.quire.pbft.PbftConfig;
import dev.quire.pbft.PbftProtocol;
import dev.quire.raft.RaftConfig;
import dev.quire.raft.RaftProtocol;
import dev.quire.spi.consensus.ConsensusProtocol;
import java.util.random.RandomGenerator;

/** Protocols with limits that suit simulated worlds. */
final class SimProtocols {
    /** Makes the protocol that all nodes of a world run, with limits that suit what is going to go wrong in it. */
    interface Maker {
        ConsensusProtocol make(RandomGenerator random, Faults faults);

        /** What stands between a node's runtime and its protocol: nothing, unless a test breaks the guard of votes. */
        default ConsensusProtocol around(ConsensusProtocol protocol, Signer signer) {
            return protocol;
        }
    }

    /** Elections within an eighth of a second, and one block in a message. */
    private static final RaftConfig HASTY =
            new RaftConfig(60_000, 120_000, 15_000, 600, 1, 2_000, 4, 8, 2, 1_000, 300_000, 4);

    /** Limits so tight that members keep running into them. */
    private static final RaftConfig TIGHT =
            new RaftConfig(300_000, 600_000, 75_000, 2_000, 2, 6_000, 4, 4, 2, 1_000, 300_000, 4);

    /** As many uncommitted blocks as there is work for. */
    private static final RaftConfig DEEP =
            new RaftConfig(300_000, 600_000, 75_000, 1 << 20, 64, 8L << 20, 64, 64, 128, 16L << 20, 300_000, 4_096);

    /** Views end within an eighth of a second, and one block is in a message. */
    private static final PbftConfig HASTY_VIEWS =
            new PbftConfig(0, 120_000, 960_000, 25_000, 200_000, 300_000, 4, 64L << 20, 600);

    private static final PbftConfig QUICK_VIEWS =
            new PbftConfig(0, 300_000, 2_400_000, 75_000, 600_000, 600_000, 4096, 64L << 20, 4_000);

    /** The proposer changes with every second block, and little fits into memory. */
    private static final PbftConfig TIGHT_VIEWS =
            new PbftConfig(2, 300_000, 2_400_000, 75_000, 600_000, 300_000, 4, 20_000, 600);

    /** For scenarios in which many views pass: what a network never carries is not said again in each of them. */
    private static final PbftConfig VIEWS_OF_TWINS =
            new PbftConfig(0, 300_000, 600_000, 1_000_000, 4_000_000, 600_000, 64, 64L << 20, 4_000);

    private SimProtocols() {}

    static ConsensusProtocol twins(RandomGenerator random, Faults faults) {
        return new PbftProtocol(VIEWS_OF_TWINS);
    }

    static PbftConfig twinsConfig() {
        return VIEWS_OF_TWINS;
    }

    static ConsensusProtocol pbft(RandomGenerator random, Faults faults) {
        return new PbftProtocol(pbftConfig(random, faults));
    }

    static PbftConfig pbftConfig(RandomGenerator random, Faults faults) {
        int draw = random.nextInt(6);
        if (faults.hasManyElections()) {
            return HASTY_VIEWS;
        }
        return switch (draw) {
            case 0 -> PbftConfig.defaults();
            case 1, 2 -> TIGHT_VIEWS;
            default -> QUICK_VIEWS;
        };
    }

    static ConsensusProtocol raft(RandomGenerator random, Faults faults) {
        return new RaftProtocol(raftConfig(random, faults));
    }

    static RaftConfig raftConfig(RandomGenerator random, Faults faults) {
        int choice = random.nextInt(3);
        if (faults.hasManyElections()) {
            return HASTY;
        }
        return switch (choice) {
            case 0 -> TIGHT;
            case 1 -> RaftConfig.defaults();
            default -> DEEP;
        };
    }
}
