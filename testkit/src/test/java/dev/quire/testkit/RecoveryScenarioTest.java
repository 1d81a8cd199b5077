package dev.quire.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.ConsensusMode;
import dev.quire.spi.consensus.EngineStatus.Role;
import dev.quire.spi.store.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes that lost what they had promised (docs/spec/raft.md, section 8; docs/spec/journal.md). */
class RecoveryScenarioTest {
    private static final long SECOND = 1_000_000;
    private static final int RECORD_MAGIC = 0x51_4a_52_31;
    private static final int BLOCK = 1;

    /** Where the payload of a block's record begins. */
    private record Payload(String file, long offset) {}

    private SimCluster cluster;

    @BeforeEach
    void threeNodesWithALeader() {
        SimulationConfig config = new SimulationConfig(
                1, 3, SimulationConfig.Profile.SMALL, ConsensusMode.CFT, SimProtocols::raft, Optional.empty());
        cluster = new SimCluster(config, Optional.of(Faults.none()));
        cluster.nodes().forEach(SimNode::start);
        cluster.runFor(2 * SECOND);
        for (int i = 0; i < 5; i++) {
            submitAndAwait(leader());
        }
        cluster.runFor(SECOND);
    }

    private Optional<SimNode> anyLeader() {
        return cluster.nodes().stream()
                .filter(SimNode::isUp)
                .filter(node -> role(node) == Role.LEADER)
                .findFirst();
    }

    private SimNode leader() {
        return anyLeader().orElseThrow();
    }

    private SimNode follower(int which) {
        return cluster.nodes().stream()
                .filter(node -> node != leader())
                .skip(which)
                .findFirst()
                .orElseThrow();
    }

    private static Role role(SimNode node) {
        return node.ledger().status().engine().role();
    }

    private void submitAndAwait(SimNode node) {
        History.Operation operation = cluster.clients().probe(node);
        long end = cluster.world().time().nowMicros() + 5 * SECOND;
        while (operation.answer().isEmpty() && cluster.world().time().nowMicros() < end) {
            cluster.runFor(1_000);
        }
        assertThat(operation.answer()).isPresent();
    }

    /** Both copies in both slots: term, vote and promise are gone. */
    private static void destroyHead(SimNode node) throws IOException {
        for (int copy = 0; copy < 4; copy++) {
            node.disk().flipBit("head", (2048L * copy + 300) * 8);
        }
    }

    private static List<Payload> blocks(SimNode node) throws IOException {
        List<Payload> found = new ArrayList<>();
        for (String name : node.disk().list()) {
            if (name.startsWith("journal-")) {
                DiskFile file = node.disk().open(name);
                for (long at = 128; at + 128 <= file.size(); at += 128) {
                    ByteBuffer start = ByteBuffer.allocate(8);
                    file.read(at, start);
                    if (start.getInt(0) == RECORD_MAGIC && start.getInt(4) == BLOCK) {
                        found.add(new Payload(name, at + 128));
                    }
                }
            }
        }
        return found;
    }

    private static void damage(SimNode node, Payload payload) throws IOException {
        node.disk().flipBit(payload.file(), (payload.offset() + 40) * 8);
    }

    /** Its acknowledgement and its vote are needed, one after the other: the third node is down. */
    private void assertCountsAgain(SimNode recovered) {
        assertThat(role(recovered)).isEqualTo(Role.FOLLOWER);
        SimNode third = cluster.nodes().stream()
                .filter(node -> node != recovered && node != leader())
                .findFirst()
                .orElseThrow();
        third.crash();
        submitAndAwait(leader());
        SimNode old = leader();
        old.crash();
        third.start();
        cluster.runFor(3 * SECOND);
        submitAndAwait(recovered);
        cluster.heal();
    }

    @Test
    void aNodeThatLostItsHeadFileRecoversAndVotesAgain() throws IOException {
        SimNode node = follower(0);
        node.crash();
        destroyHead(node);
        node.start();
        assertThat(role(node)).isEqualTo(Role.RECOVERING);
        cluster.runFor(SECOND);
        assertCountsAgain(node);
    }

    @Test
    void aRecoveredNodeStaysRecoveredOverARestart() throws IOException {
        SimNode node = follower(0);
        node.crash();
        destroyHead(node);
        node.start();
        cluster.runFor(SECOND);
        node.crash();
        node.start();
        assertThat(role(node)).isNotEqualTo(Role.RECOVERING);
        assertCountsAgain(node);
    }

    @Test
    void aWholeJournalThatIsGoneComesBackBlockByBlock() throws IOException {
        SimNode node = follower(0);
        node.store().flush();
        node.crash();
        int before = blocks(node).size();
        for (String name : node.disk().list()) {
            if (name.startsWith("journal-")) {
                node.disk().delete(name);
            }
        }
        node.disk().syncNames();
        node.start();
        assertThat(role(node)).isEqualTo(Role.RECOVERING);
        cluster.runFor(5 * SECOND);
        assertThat(blockIsServed(node, 1)).isTrue();
        assertThat(before).isPositive();
        assertCountsAgain(node);
    }

    private boolean blockIsServed(SimNode node, long height) {
        var found = node.ledger().block(height);
        cluster.runFor(100_000);
        return found.join().isPresent();
    }

    @Test
    void aDamagedBlockBelowTheStoredStateIsFetchedAndWrittenBack() throws IOException {
        SimNode node = follower(0);
        node.store().flush();
        node.crash();
        damage(node, blocks(node).get(2));
        node.start();
        assertThat(role(node)).isEqualTo(Role.RECOVERING);
        cluster.runFor(2 * SECOND);
        assertThat(blockIsServed(node, 3)).isTrue();
        node.crash();
        node.start();
        assertThat(role(node)).isNotEqualTo(Role.RECOVERING);
        assertThat(blockIsServed(node, 3)).isTrue();
        assertCountsAgain(node);
    }

    @Test
    void aDamagedBlockAboveTheStoredStateComesAgainFromTheLeader() throws IOException {
        SimNode node = follower(0);
        node.crash();
        damage(node, blocks(node).get(2));
        node.start();
        assertThat(node.ledger().status().appliedHeight()).isEqualTo(2);
        cluster.runFor(2 * SECOND);
        assertCountsAgain(node);
    }

    @Test
    void aNodeThatReadsADecayedBlockStopsAndComesBackToRecover() throws IOException {
        SimNode node = follower(0);
        // What it has just written it need not read.
        node.crash();
        node.start();
        cluster.runFor(SECOND);
        Payload third = blocks(node).get(2);
        node.rot(third.file(), (third.offset() + 40) * 8);
        var found = node.ledger().block(3);
        cluster.runFor(2 * SECOND);
        assertThat(found.isDone() && !found.isCompletedExceptionally()).isFalse();
        assertThat(cluster.world().situations()).containsKeys(Situation.BIT_ROT_MET, Situation.BIT_ROT_FOUND);
        assertThat(blockIsServed(node, 3)).isTrue();
        assertCountsAgain(node);
    }

    /** B's word made A's last block a majority's; B lost it; without A nobody knows it any more. */
    @Test
    void lastAcknowledgedBlockDamagedOnBWhileAIsDownThenBAndCDoNotElect() throws IOException {
        SimNode a = leader();
        SimNode b = follower(0);
        SimNode c = follower(1);
        c.crash();
        submitAndAwait(a);
        long acknowledged = cluster.chain().height();
        a.crash();
        b.crash();
        List<Payload> blocks = blocks(b);
        damage(b, blocks.get(blocks.size() - 1));
        b.start();
        c.start();
        cluster.runFor(10 * SECOND);
        assertThat(anyLeader()).isEmpty();
        assertThat(role(b)).isEqualTo(Role.RECOVERING);
        a.start();
        cluster.runFor(3 * SECOND);
        assertThat(b.ledger().status().appliedHeight()).isGreaterThanOrEqualTo(acknowledged);
        assertCountsAgain(b);
    }
}
