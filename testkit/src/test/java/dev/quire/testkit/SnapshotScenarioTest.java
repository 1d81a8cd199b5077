package dev.quire.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.ConsensusMode;
import dev.quire.codec.Bytes;
import dev.quire.internal.journal.Journal;
import dev.quire.internal.runtime.NodeConfig;
import dev.quire.internal.runtime.RetentionRule;
import dev.quire.internal.snapshot.Chunk;
import dev.quire.internal.snapshot.SnapshotFiles;
import dev.quire.internal.snapshot.SnapshotManifest;
import dev.quire.spi.consensus.EngineStatus.Role;
import dev.quire.spi.store.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A node comes back when no other has the blocks any more that it needs (docs/spec/snapshots.md). */
class SnapshotScenarioTest {
    private static final long SECOND = 1_000_000;
    private static final int EVERY = 50;
    private static final long BLOCKS = RetentionRule.LEAST_BLOCKS + 3 * EVERY;

    private SimCluster cluster;

    private void start(ConsensusMode mode, long seed) {
        boolean bft = mode == ConsensusMode.BFT;
        SimulationConfig config = new SimulationConfig(
                        seed,
                        bft ? 4 : 3,
                        SimulationConfig.Profile.SMALL,
                        mode,
                        bft ? SimProtocols::pbft : SimProtocols::raft,
                        Optional.empty())
                .liars(0);
        cluster = new SimCluster(config, Optional.of(Faults.none()));
        cluster.nodes().forEach(node -> node.keepSnapshots(SnapshotScenarioTest::keepingLittle));
        cluster.nodes().forEach(SimNode::start);
        cluster.runFor(2 * SECOND);
    }

    private static NodeConfig keepingLittle(NodeConfig config) {
        return new NodeConfig(
                config.genesis(),
                config.plugins(),
                config.protocol(),
                config.mempoolLimits(),
                config.segmentBytes(),
                0,
                new RetentionRule(1, 0, 0, RetentionRule.States.NEWEST),
                EVERY);
    }

    private void commit(SimNode node, long blocks) {
        long target = node.ledger().status().appliedHeight() + blocks;
        long end = cluster.world().time().nowMicros() + 600 * SECOND;
        while (node.ledger().status().appliedHeight() < target) {
            assertThat(cluster.world().time().nowMicros()).isLessThan(end);
            cluster.clients().probe(node);
            cluster.runFor(50_000);
        }
    }

    /** The others go on without it until they have dropped what it needs. */
    private void leaveBehind(SimNode late) {
        SimNode other = other(late, 0);
        commit(other, BLOCKS);
        cluster.runFor(61 * SECOND);
        commit(other, 2);
        cluster.runFor(SECOND);
        for (SimNode node : cluster.nodes()) {
            if (node != late) {
                assertThat(node.firstHeight()).isGreaterThan(EVERY);
            }
        }
    }

    private SimNode other(SimNode late, int which) {
        return cluster.nodes().stream()
                .filter(node -> node != late && node.isUp())
                .skip(which)
                .findFirst()
                .orElseThrow();
    }

    private void awaitCaughtUp(SimNode late) {
        SimNode other = other(late, 0);
        long end = cluster.world().time().nowMicros() + 60 * SECOND;
        while (!late.isUp()
                || late.ledger().status().appliedHeight()
                        < other.ledger().status().appliedHeight()) {
            assertThat(cluster.world().time().nowMicros())
                    .as("%s, %s", late, other)
                    .isLessThan(end);
            cluster.runFor(10_000);
        }
        assertThat(late.firstHeight()).isGreaterThan(EVERY);
        assertThat(late.ledger().status().stateRoot())
                .isEqualTo(other.ledger().status().stateRoot());
        assertThat(late.store().range(Column.STATE, Bytes.EMPTY, Optional.empty(), 100_000))
                .isEqualTo(other.store().range(Column.STATE, Bytes.EMPTY, Optional.empty(), 100_000));
    }

    @ParameterizedTest
    @CsvSource({"CFT,1", "CFT,2", "BFT,1", "BFT,2"})
    void aLateNodeInstallsASnapshotAndTakesPart(ConsensusMode mode, long seed) {
        start(mode, seed);
        SimNode late = cluster.nodes().get(0);
        commit(other(late, 0), 20);
        late.crash();
        leaveBehind(late);
        late.start();
        awaitCaughtUp(late);
        commit(late, 5);
        late.stop();
        late.start();
        commit(other(late, 0), 1);
        awaitCaughtUp(late);
    }

    @ParameterizedTest
    @EnumSource(ConsensusMode.class)
    void anEmptyNodeInstallsASnapshotAndIsRecoveringUntilItMayVote(ConsensusMode mode) throws Exception {
        start(mode, 3);
        SimNode late = cluster.nodes().get(0);
        commit(other(late, 0), 20);
        late.crash();
        leaveBehind(late);
        late.lose();
        late.disk().create(Journal.RESTORED, 0).close();
        late.disk().syncNames();
        late.start();
        assertThat(late.ledger().status().engine().role()).isEqualTo(Role.RECOVERING);
        awaitCaughtUp(late);
        commit(other(late, 0), 10);
        cluster.runFor(60 * SECOND);
        assertThat(late.ledger().status().engine().role()).isNotEqualTo(Role.RECOVERING);
        awaitCaughtUp(late);
    }

    /** Each time the power fails a few operations of either disk later. */
    @ParameterizedTest
    @EnumSource(ConsensusMode.class)
    void powerLossesWhileItFetchesAndInstallsDoNoHarm(ConsensusMode mode) {
        start(mode, 4);
        SimNode late = cluster.nodes().get(0);
        commit(other(late, 0), 20);
        late.crash();
        leaveBehind(late);
        late.start();
        for (int i = 0; i < 30; i++) {
            cluster.runFor(40_000L * i);
            late.crash();
            late.start();
        }
        awaitCaughtUp(late);
    }

    @ParameterizedTest
    @EnumSource(ConsensusMode.class)
    void aBadChunkIsFetchedElsewhere(ConsensusMode mode) throws Exception {
        start(mode, 5);
        SimNode late = cluster.nodes().get(0);
        commit(other(late, 0), 20);
        late.crash();
        leaveBehind(late);
        SimNode liar = other(late, 0);
        liar.crash();
        int forged = forge(liar);
        assertThat(forged).isPositive();
        liar.start();
        cluster.runFor(5 * SECOND);
        late.start();
        awaitCaughtUp(late);
    }

    /** Changes a byte of each chunk, and the digests with them. */
    private static int forge(SimNode liar) throws Exception {
        SnapshotFiles files = SnapshotFiles.open(liar.snapshots());
        int forged = 0;
        for (SnapshotManifest manifest : files.kept()) {
            List<SnapshotManifest.Entry> entries = new ArrayList<>();
            for (int i = 0; i < manifest.entries().size(); i++) {
                byte[] bytes = files.encodedChunk(manifest, i).toArray();
                bytes[bytes.length - 1] ^= 1;
                entries.add(files.write(manifest.height(), i, Chunk.decode(Bytes.wrap(bytes))));
                forged++;
            }
            files.keep(new SnapshotManifest(manifest.head(), entries));
        }
        return forged;
    }
}
