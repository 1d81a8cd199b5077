package dev.quire.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.ConsensusMode;
import dev.quire.pbft.PbftProtocol;
import dev.quire.raft.RaftConfig;
import dev.quire.raft.RaftProtocol;
import dev.quire.spi.consensus.EngineStatus.Role;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A leader that is to be stopped hands over first, so that nobody has to find out that it is gone. */
class HandOverTest {
    private static final long MILLISECOND = 1_000;
    /** Far below any time after which a leader is suspected. */
    private static final long MOST_MICROS = 100 * MILLISECOND;

    private static SimCluster cluster(ConsensusMode mode) {
        SimulationConfig config = new SimulationConfig(
                1,
                mode == ConsensusMode.BFT ? 4 : 3,
                SimulationConfig.Profile.SMALL,
                mode,
                (random, faults) ->
                        mode == ConsensusMode.BFT ? new PbftProtocol() : new RaftProtocol(RaftConfig.defaults()),
                Optional.empty());
        SimCluster cluster = new SimCluster(config, Optional.of(Faults.none()));
        cluster.nodes().forEach(SimNode::start);
        cluster.runFor(2_000 * MILLISECOND);
        return cluster;
    }

    private static Optional<SimNode> leader(SimCluster cluster) {
        return cluster.nodes().stream()
                .filter(SimNode::isUp)
                .filter(node -> node.ledger().status().engine().role() == Role.LEADER)
                .findFirst();
    }

    private static void await(SimCluster cluster, History.Operation operation) {
        cluster.runFor(MOST_MICROS);
        assertThat(operation.answer()).isPresent();
    }

    @ParameterizedTest
    @EnumSource(ConsensusMode.class)
    void anotherMemberLeadsWithinATenthOfASecondAndServiceGoesOn(ConsensusMode mode) {
        SimCluster cluster = cluster(mode);
        for (int round = 0; round < 4; round++) {
            SimNode old = leader(cluster).orElseThrow();
            await(cluster, cluster.clients().probe(old));
            old.handOver();
            cluster.runFor(MOST_MICROS);
            SimNode next = leader(cluster).orElseThrow();
            assertThat(next).isNotSameAs(old);
            old.stop();
            await(cluster, cluster.clients().probe(next));
            old.start();
            cluster.runFor(2_000 * MILLISECOND);
        }
        cluster.heal();
    }

    /** What is under way when a leader hands over is not lost, and its client waits for no time-out. */
    @ParameterizedTest
    @EnumSource(ConsensusMode.class)
    void whatIsUnderWayIsCommittedAllTheSame(ConsensusMode mode) {
        SimCluster cluster = cluster(mode);
        for (int delay = 0; delay < 20; delay++) {
            SimNode old = leader(cluster).orElseThrow();
            SimNode other =
                    cluster.nodes().get((old.number() + 1) % cluster.nodes().size());
            History.Operation operation = cluster.clients().probe(other);
            cluster.runFor(delay * MILLISECOND / 2);
            old.handOver();
            cluster.runFor(2_000 * MILLISECOND);
            assertThat(operation.answer())
                    .as("handed over after %d half ms", delay)
                    .isPresent();
        }
        cluster.heal();
    }
}
