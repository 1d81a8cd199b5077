package dev.quire.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.ConsensusMode;
import dev.quire.pbft.PbftProtocol;
import dev.quire.spi.consensus.EngineStatus;
import dev.quire.spi.consensus.EngineStatus.Role;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stories of four production nodes under PBFT (docs/spec/pbft.md). */
class PbftScenarioTest {
    private static final long SECOND = 1_000_000;

    private SimCluster cluster;

    @BeforeEach
    void fourNodesWithALeader() {
        SimulationConfig config = new SimulationConfig(
                1,
                4,
                SimulationConfig.Profile.SMALL,
                ConsensusMode.BFT,
                (random, faults) -> new PbftProtocol(),
                Optional.empty());
        cluster = new SimCluster(config, Optional.of(Faults.none()));
        cluster.nodes().forEach(SimNode::start);
        cluster.runFor(SECOND);
        submitAndAwait(node(0), SECOND);
    }

    private SimNode node(int number) {
        return cluster.nodes().get(number);
    }

    private static EngineStatus engine(SimNode node) {
        return node.ledger().status().engine();
    }

    /** Virtual microseconds until the answer. */
    private long submitAndAwait(SimNode node, long mostMicros) {
        long begin = cluster.world().time().nowMicros();
        History.Operation operation = cluster.clients().probe(node);
        while (operation.answer().isEmpty() && cluster.world().time().nowMicros() < begin + mostMicros) {
            cluster.runFor(1_000);
        }
        assertThat(operation.answer()).as("within %d us", mostMicros).isPresent();
        return cluster.world().time().nowMicros() - begin;
    }

    private void crashAll() {
        cluster.nodes().forEach(SimNode::crash);
        cluster.nodes().forEach(SimNode::start);
    }

    /** The certificates of the newest block are in memory only when the power fails. */
    @Test
    void stateThatStoresFlushByThemselvesNeverStandsAboveItsCertificate() {
        cluster.nodes().forEach(node -> node.store().flushEachBlock());
        submitAndAwait(node(0), SECOND);
        long height = cluster.chain().height();
        while (cluster.nodes().stream().anyMatch(node -> node.store().appliedHeight() < height)) {
            cluster.runFor(100);
        }
        crashAll();
        cluster.nodes()
                .forEach(node ->
                        assertThat(node.ledger().status().certifiedHeight()).isEqualTo(height));
        cluster.heal();
    }

    @Test
    void serviceIsSoonBackWhenAllRestart() {
        crashAll();
        assertThat(submitAndAwait(node(1), 30 * SECOND)).isLessThan(SECOND);
        crashAll();
        assertThat(submitAndAwait(node(2), 30 * SECOND)).isLessThan(SECOND);
        cluster.heal();
    }

    @Test
    void serviceIsSoonBackWhenAllRestartOneAfterTheOther() {
        for (int round = 0; round < 3; round++) {
            cluster.nodes().forEach(SimNode::crash);
            for (SimNode node : cluster.nodes()) {
                node.start();
                cluster.runFor(2 * SECOND);
            }
            assertThat(submitAndAwait(node(round), 30 * SECOND)).isLessThan(SECOND);
        }
        cluster.heal();
    }

    private void wipe(SimNode node) {
        node.crash();
        node.restore(0);
        node.start();
        assertThat(engine(node).role()).isEqualTo(Role.RECOVERING);
    }

    /** Nothing else goes on: it gets a view and an empty block because it asks for them. */
    @Test
    void eachMemberInTurnLosesItsDiskAndIsNeededSoonAfter() {
        for (SimNode node : cluster.nodes()) {
            wipe(node);
            cluster.runFor(4 * SECOND);
            assertThat(engine(node).role()).isNotEqualTo(Role.RECOVERING);
            SimNode other = node((node.number() + 1) % 4);
            other.crash();
            submitAndAwait(node, 30 * SECOND);
            other.start();
            cluster.runFor(2 * SECOND);
        }
        cluster.heal();
    }

    @Test
    void aMemberThatForgotStaysRecoveringWhileTooFewAnswer() {
        SimNode wiped = node(1);
        node(2).crash();
        wipe(wiped);
        cluster.runFor(20 * SECOND);
        assertThat(engine(wiped).role()).isEqualTo(Role.RECOVERING);
        node(2).start();
        cluster.runFor(20 * SECOND);
        assertThat(engine(wiped).role()).isNotEqualTo(Role.RECOVERING);
        cluster.heal();
    }

    @Test
    void aReadWaitsForAQuorumUntilItsDeadline() {
        node(2).crash();
        node(3).crash();
        var read = node(0).ledger().readBarrier(Duration.ofSeconds(20));
        cluster.runFor(10 * SECOND);
        assertThat(read).isNotDone();
        node(2).start();
        cluster.runFor(5 * SECOND);
        assertThat(read).isCompleted();
        cluster.heal();
    }
}
