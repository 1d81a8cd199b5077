package dev.quire.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.quire.block.ConsensusMode;
import dev.quire.raft.wire.RaftFrame;
import dev.quire.spi.consensus.EngineStatus;
import dev.quire.spi.net.Channel;
import dev.quire.spi.net.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stories that once went wrong on paper, told to production nodes. */
class ScenarioTest {
    private static final long SECOND = 1_000_000;
    private static final Faults SLOW_DISKS =
            new Faults(EnumSet.noneOf(FaultKind.class), 0, 2_000, 200, 200, 50_000, 1_000_000);
    private static final long HOUR = 3_600 * SECOND;

    private SimCluster cluster;

    @BeforeEach
    void threeNodesWithALeader() {
        SimulationConfig config = new SimulationConfig(
                1, 3, SimulationConfig.Profile.SMALL, ConsensusMode.CFT, SimProtocols::raft, Optional.empty());
        cluster = new SimCluster(config, Optional.of(Faults.none()));
        cluster.nodes().forEach(SimNode::start);
        cluster.runFor(2 * SECOND);
    }

    private SimNode leader() {
        return cluster.nodes().stream()
                .filter(SimNode::isUp)
                .filter(node -> node.ledger().status().engine().role() == EngineStatus.Role.LEADER)
                .findFirst()
                .orElseThrow();
    }

    /** Runs until the operation is answered; fails if that takes longer than {@code mostMicros}. */
    private void await(History.Operation operation, long mostMicros) {
        long end = cluster.world().time().nowMicros() + mostMicros;
        while (operation.answer().isEmpty() && cluster.world().time().nowMicros() < end) {
            cluster.runFor(1_000);
        }
        assertThat(operation.answer()).isPresent();
    }

    private void submitAndAwait(SimNode node) {
        await(cluster.clients().probe(node), SECOND);
    }

    @Test
    void leaderThatCommitsByItsFollowersMayLosePowerBeforeItsOwnSync() {
        SimNode leader = leader();
        submitAndAwait(leader);
        long before = cluster.chain().height();
        leader.letDiskFail();
        leader.disk().stopBefore(1);
        leader.store().flush();
        SimNode follower = cluster.nodes().get((leader.number() + 1) % 3);
        History.Operation operation = cluster.clients().probe(follower);
        await(operation, 5 * SECOND);
        assertThat(leader.isUp()).isFalse();
        assertThat(cluster.chain().height()).isGreaterThan(before);
        cluster.heal();
    }

    @Test
    void allLosePowerBetweenTheJournalsSyncAndTheHeadsAndVoteAgain() {
        submitAndAwait(leader());
        for (int operations = 1; operations <= 8; operations++) {
            for (SimNode node : cluster.nodes()) {
                node.letDiskFail();
                node.disk().stopBefore(operations);
            }
            cluster.clients().probe(leader());
            cluster.runFor(SECOND);
            cluster.nodes().forEach(SimNode::crash);
            cluster.nodes().forEach(SimNode::start);
            cluster.runFor(2 * SECOND);
            submitAndAwait(leader());
        }
        cluster.heal();
    }

    @Test
    void clocksOfAMajorityGoAnHourAheadAndBackAndTheNextBlockComesAtOnce() {
        for (SimNode node : cluster.nodes().subList(0, 2)) {
            node.clock().setWallOffset(HOUR);
        }
        await(cluster.clients().probe(leader()), 10 * SECOND);
        cluster.nodes().forEach(node -> node.clock().setWallOffset(0));
        submitAndAwait(leader());
        submitAndAwait(leader());
        cluster.heal();
    }

    @Test
    void leaderWhoseClockIsAnHourAheadHoldsNobodyUp() {
        SimNode leader = leader();
        leader.clock().setWallOffset(HOUR);
        await(cluster.clients().probe(leader), 5 * SECOND);
        assertThat(leader()).isNotSameAs(leader);
        cluster.heal();
    }

    @Test
    void restartFarAboveTheFlushedStateExecutesAllAgain() {
        for (int i = 0; i < 100; i++) {
            submitAndAwait(leader());
        }
        long height = cluster.chain().height();
        cluster.nodes().forEach(SimNode::crash);
        cluster.nodes().forEach(SimNode::start);
        cluster.runFor(2 * SECOND);
        assertThat(leader().ledger().status().appliedHeight()).isGreaterThanOrEqualTo(height);
        cluster.heal();
    }

    /** Certificates of blocks that it has committed and not yet written must wait. */
    @Test
    void nodeThatLosesItsDiskLearnsAllAgain() {
        for (int i = 0; i < 30; i++) {
            submitAndAwait(leader());
        }
        SimNode other = cluster.nodes().get((leader().number() + 1) % 3);
        other.crash();
        other.restore(0);
        cluster.world().faults(SLOW_DISKS);
        other.start();
        cluster.runFor(2 * SECOND);
        submitAndAwait(leader());
        cluster.heal();
    }

    @Test
    void minorityThatIsCutOffAnswersNoReadAndNobodyElseIsHeldUp() {
        SimNode leader = leader();
        boolean[][] cut = new boolean[3][3];
        for (SimNode other : cluster.nodes()) {
            if (other != leader) {
                cut[leader.number()][other.number()] = true;
                cut[other.number()][leader.number()] = true;
            }
        }
        cluster.network().cut(cut);
        await(cluster.clients().probe(cluster.nodes().get((leader.number() + 1) % 3)), 5 * SECOND);
        var read = leader.ledger().readBarrier(Duration.ofSeconds(1));
        cluster.runFor(2 * SECOND);
        assertThat(read).isCompletedExceptionally();
        cluster.heal();
    }

    /** The answer to a read comes when the reader has been started again, and asks anew. */
    @Test
    void answerFromBeforeARestartAnswersNoReadAfterIt() {
        SimNode leader = leader();
        SimNode reader = cluster.nodes().get((leader.number() + 1) % 3);
        submitAndAwait(leader);
        List<Frame> late = new ArrayList<>();
        cluster.network().gate((from, to, frame) -> to != reader.number() || !isReadAnswer(frame) || !late.add(frame));
        var unanswered = reader.ledger().readBarrier(Duration.ofSeconds(5));
        cluster.runFor(100_000);
        assertThat(late).isNotEmpty();
        assertThat(unanswered).isNotDone();
        reader.crash();
        reader.start();
        cluster.runFor(200_000);
        cluster.network().gate((from, to, frame) -> to != reader.number());
        submitAndAwait(leader);
        var read = reader.ledger().readBarrier(Duration.ofSeconds(5));
        cluster.runFor(5_000);
        late.forEach(frame -> reader.listener().received(leader.key(), frame));
        cluster.runFor(50_000);
        assertThat(read).isNotDone();
    }

    private static boolean isReadAnswer(Frame frame) {
        try {
            return frame.channel() == Channel.CONSENSUS
                    && RaftFrame.parseFrom(frame.header().asBuffer()).getBodyCase() == RaftFrame.BodyCase.READ_ANSWER;
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("a node sent what is no frame of Raft", e);
        }
    }
}
