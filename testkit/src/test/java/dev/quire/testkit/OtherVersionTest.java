package dev.quire.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.block.ConsensusMode;
import dev.quire.codec.Bytes;
import dev.quire.internal.runtime.NodeConfig;
import dev.quire.pbft.PbftProtocol;
import dev.quire.spi.consensus.EngineStatus;
import dev.quire.spi.consensus.EngineStatus.Role;
import dev.quire.spi.state.Outcome;
import dev.quire.spi.state.StateMachine;
import dev.quire.spi.state.TxContext;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nodes that are started again by another version, which computes another state (raft.md, section 6; pbft.md, section 3). */
class OtherVersionTest {
    private static final long SECOND = 1_000_000;
    private static final long DISK_MICROS = 20_000;

    private SimCluster cluster;

    /** Its results are not those of the others. */
    private record Wrong(StateMachine rules) implements StateMachine {
        @Override
        public int id() {
            return rules.id();
        }

        @Override
        public String name() {
            return rules.name();
        }

        @Override
        public Outcome apply(TxContext context) {
            return Outcome.applied(Bytes.utf8("wrong"));
        }
    }

    private static NodeConfig wrong(NodeConfig right) {
        return new NodeConfig(
                right.genesis(),
                right.plugins().stream().<StateMachine>map(Wrong::new).toList(),
                right.protocol(),
                right.mempoolLimits(),
                right.segmentBytes());
    }

    private void startWithALeader(ConsensusMode mode) {
        boolean bft = mode == ConsensusMode.BFT;
        SimulationConfig config = new SimulationConfig(
                1,
                bft ? 4 : 3,
                SimulationConfig.Profile.SMALL,
                mode,
                bft ? (random, faults) -> new PbftProtocol() : SimProtocols::raft,
                Optional.empty());
        cluster = new SimCluster(config, Optional.of(Faults.none()));
        cluster.nodes().forEach(SimNode::start);
        cluster.runFor(2 * SECOND);
    }

    private static EngineStatus engine(SimNode node) {
        return node.ledger().status().engine();
    }

    /** Whom all that are up follow. */
    private SimNode leader() {
        return cluster.nodes().stream().filter(this::leads).findFirst().orElseThrow();
    }

    private boolean leads(SimNode node) {
        return cluster.nodes().stream()
                .filter(SimNode::isUp)
                .allMatch(one -> engine(one).role() != Role.CANDIDATE
                        && engine(one).leader().equals(Optional.of(node.key())));
    }

    /** Under Raft it is the only one that can inherit; under PBFT its turn comes, in a view that began since its start. */
    private void lead(SimNode node) {
        long term = engine(node).term();
        for (int turns = 0; leader() != node || engine(node).term() == term; turns++) {
            assertThat(turns).isLessThan(8);
            SimNode leader = leader();
            List<SimNode> away = cluster.nodes().stream()
                    .filter(other -> cluster.nodes().size() == 3 && other != node && other != leader)
                    .toList();
            away.forEach(SimNode::kill);
            cluster.runFor(SECOND);
            leader.handOver();
            cluster.runFor(SECOND);
            away.forEach(SimNode::start);
            cluster.runFor(SECOND);
        }
    }

    private void awaitUncommittedBlock(SimNode node) {
        for (int steps = 0; engine(node).lastHeight() == engine(node).committedHeight(); steps++) {
            assertThat(steps).isLessThan(20_000);
            cluster.runFor(100);
        }
    }

    /** A wrong version leads, and writes a block that nobody else follows. */
    private SimNode wrongLeaderWithItsBlock() {
        SimNode odd = leader();
        odd.stop();
        odd.version(OtherVersionTest::wrong);
        odd.start();
        cluster.runFor(SECOND);
        lead(odd);
        cluster.clients().probe(odd);
        awaitUncommittedBlock(odd);
        cluster.runFor(DISK_MICROS);
        odd.kill();
        odd.version(UnaryOperator.identity());
        return odd;
    }

    @ParameterizedTest
    @EnumSource(ConsensusMode.class)
    void leaderThatRanAWrongVersionComesBackWithTheRightOne(ConsensusMode mode) {
        startWithALeader(mode);
        SimNode odd = wrongLeaderWithItsBlock();
        SimNode other =
                cluster.nodes().stream().filter(SimNode::isUp).findFirst().orElseThrow();
        History.Operation operation = cluster.clients().probe(other);
        cluster.runFor(30 * SECOND);
        assertThat(operation.answer()).as("the others go on").isPresent();
        odd.start();
        cluster.heal();
    }

    @ParameterizedTest
    @EnumSource(ConsensusMode.class)
    void itComesBackAlsoWhenNobodyHasGoneOnYet(ConsensusMode mode) {
        startWithALeader(mode);
        SimNode odd = wrongLeaderWithItsBlock();
        cluster.nodes().forEach(SimNode::kill);
        odd.start();
        cluster.runFor(SECOND);
        cluster.heal();
    }

    @ParameterizedTest
    @EnumSource(ConsensusMode.class)
    void wrongVersionStopsOnceItLearnsThatItsUncommittedBlockIsCommitted(ConsensusMode mode) {
        startWithALeader(mode);
        SimNode leader = leader();
        SimNode other = cluster.nodes().stream()
                .filter(node -> node != leader)
                .findFirst()
                .orElseThrow();
        cluster.clients().probe(leader);
        awaitUncommittedBlock(other);
        boolean[][] cut = new boolean[cluster.nodes().size()][cluster.nodes().size()];
        for (SimNode node : cluster.nodes()) {
            cut[node.number()][other.number()] = true;
            cut[other.number()][node.number()] = true;
        }
        cluster.network().cut(cut);
        cluster.runFor(DISK_MICROS);
        assertThat(engine(other).committedHeight()).isLessThan(engine(other).lastHeight());
        other.store().flush();
        other.kill();
        other.version(OtherVersionTest::wrong);
        other.start();
        cluster.runFor(5 * SECOND);
        assertThat(other.isUp()).as("nobody has told it").isTrue();
        cluster.network().mend();
        assertThatThrownBy(() -> cluster.runFor(10 * SECOND))
                .hasMessageContaining("node " + other.number() + " stopped by itself")
                .hasMessageContaining("at index 0");
    }
}
