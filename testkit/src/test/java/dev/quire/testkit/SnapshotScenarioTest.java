package dev.quire.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.ConsensusMode;
import dev.quire.block.Rejection;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.internal.journal.Journal;
import dev.quire.internal.runtime.NodeConfig;
import dev.quire.internal.runtime.RetentionRule;
import dev.quire.internal.snapshot.Chunk;
import dev.quire.internal.snapshot.SnapshotFiles;
import dev.quire.internal.snapshot.SnapshotManifest;
import dev.quire.spi.consensus.EngineStatus.Role;
import dev.quire.spi.ledger.CommittedTransaction;
import dev.quire.spi.ledger.RejectedException;
import dev.quire.spi.state.TxStatus;
import dev.quire.spi.store.Column;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A node comes back when no other has the blocks any more that it needs (docs/spec/snapshots.md). */
class SnapshotScenarioTest {
    private static final long SECOND = 1_000_000;
    private static final int EVERY = 50;
    private static final int MOST_TRIES = 40;
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

    /** To leave a node behind takes long; so each world is used for all that can befall one. */
    @ParameterizedTest
    @CsvSource({"CFT,1", "BFT,1", "BFT,2"})
    void aLateNodeInstallsASnapshotAndTakesPart(ConsensusMode mode, long seed) throws Exception {
        start(mode, seed);
        SimNode late = cluster.nodes().get(0);
        Transaction old = newTransaction(other(late, 0), SECOND);
        CompletableFuture<CommittedTransaction> committed =
                other(late, 0).ledger().commit(old);
        commit(other(late, 0), 20);
        assertThat(committed).isCompleted();
        late.crash();
        leaveBehind(late);
        late.start();
        awaitCaughtUp(late);
        commit(late, 5);
        checkThatNobodyCallsItExpired(old);
        late.stop();
        late.start();
        commit(other(late, 0), 1);
        awaitCaughtUp(late);
        late.crash();
        anEmptyOneIsRecoveringUntilItMayVote(late);
    }

    private Transaction newTransaction(SimNode node, long validityMicros) {
        return cluster.clients().newTransaction(node.ledger().chainId(), validityMicros);
    }

    /** Its block was dropped, and it is so old that nobody knows any more that it was in one: yet it was. */
    private void checkThatNobodyCallsItExpired(Transaction old) {
        for (SimNode node : cluster.nodes()) {
            Transaction never = newTransaction(node, 60 * SECOND);
            assertThat(node.ledger().status(never.id())).isInstanceOfSatisfying(TxStatus.Pruned.class, pruned -> {
                assertThat(pruned.isPossible(never.validUntilMicros())).isFalse();
                assertThat(pruned.isPossible(old.validUntilMicros())).isTrue();
            });
            assertThat(node.ledger().status(old.id())).isInstanceOf(TxStatus.Pruned.class);
            assertThat(node.ledger().commit(old))
                    .isCompletedExceptionally()
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOfSatisfying(
                            RejectedException.class,
                            refused -> assertThat(refused.rejection()).isEqualTo(Rejection.PRUNED));
            assertThat(node.ledger().status(old.id())).isInstanceOf(TxStatus.Pruned.class);
        }
    }

    private void anEmptyOneIsRecoveringUntilItMayVote(SimNode late) throws Exception {
        empty(late);
        late.start();
        assertThat(late.ledger().status().engine().role()).isEqualTo(Role.RECOVERING);
        awaitCaughtUp(late);
        commit(other(late, 0), 10);
        cluster.runFor(60 * SECOND);
        assertThat(late.ledger().status().engine().role()).isNotEqualTo(Role.RECOVERING);
        awaitCaughtUp(late);
    }

    /** It comes back with nothing but the word that it took part before. */
    private static void empty(SimNode late) throws Exception {
        late.lose();
        late.disk().create(Journal.RESTORED, 0).close();
        late.disk().syncNames();
    }

    /** Each time the power fails a few operations of either disk later. */
    @ParameterizedTest
    @EnumSource(ConsensusMode.class)
    void powerLossesAndBadChunksWhileItFetchesAndInstallsDoNoHarm(ConsensusMode mode) throws Exception {
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
        late.crash();
        aBadChunkIsFetchedElsewhere(late);
    }

    private void aBadChunkIsFetchedElsewhere(SimNode late) throws Exception {
        SimNode forger = other(late, 0);
        forger.crash();
        assertThat(forge(forger)).isPositive();
        forger.start();
        cluster.runFor(5 * SECOND);
        empty(late);
        late.start();
        awaitCaughtUp(late);
    }

    /** Blocks that the store forgot are applied again, the one of a snapshot that is there already among them. */
    @Test
    void powerLossesWhileSnapshotsAreTakenLeaveOnlyWholeOnes() throws Exception {
        start(ConsensusMode.CFT, 6);
        SimNode node = cluster.nodes().get(0);
        int whole = 0;
        for (int i = 0; i < 60; i++) {
            commit(other(node, 0), 3 + i % 7);
            cluster.runFor(1_000L * (i % 11));
            node.crash();
            SnapshotFiles files = SnapshotFiles.open(node.snapshots());
            for (SnapshotManifest manifest : files.kept()) {
                for (int chunk = 0; chunk < manifest.entries().size(); chunk++) {
                    files.chunk(manifest, chunk);
                    whole++;
                }
            }
            node.start();
        }
        assertThat(whole).isPositive();
    }

    /** The member lies about snapshots in all ways that there are, while an empty node needs one. */
    @Test
    void aLiarHoldsUpNoInstallation() throws Exception {
        start(ConsensusMode.BFT, 5);
        SimNode late = cluster.nodes().get(0);
        SimNode lying = cluster.nodes().get(2);
        SimNode third = cluster.nodes().get(3);
        SnapshotLiar liar = new SnapshotLiar(
                cluster.world().newRandom(), (to, frame) -> cluster.network().send(lying.number(), to, frame));
        cluster.network().add(lying.number(), liar);
        commit(other(late, 0), 20);
        late.crash();
        leaveBehind(late);
        for (SnapshotLiar.Lie lie : EnumSet.complementOf(EnumSet.of(SnapshotLiar.Lie.NONE))) {
            liar.newPlan(lie);
            for (int tries = 0; tries < MOST_TRIES && !liar.told().containsKey(lie); tries++) {
                late.crash();
                // Then it is the liar and one other who offer anything.
                third.crash();
                empty(late);
                late.start();
                awaitCaughtUp(late);
                third.start();
            }
        }
        System.out.println("lies about snapshots: " + liar.told());
        assertThat(liar.told()).hasSize(SnapshotLiar.Lie.values().length - 1);
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
