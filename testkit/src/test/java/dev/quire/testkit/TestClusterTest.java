package dev.quire.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.block.Rejection;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.kv.KeyValueCommand;
import dev.quire.kv.KeyValueStateMachine;
import dev.quire.spi.ledger.CommittedTransaction;
import dev.quire.spi.ledger.LedgerStoppedException;
import dev.quire.spi.ledger.NotConfirmedException;
import dev.quire.spi.ledger.RejectedException;
import dev.quire.spi.state.Outcome;
import dev.quire.spi.state.StateMachine;
import dev.quire.spi.state.TxContext;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TestClusterTest {
    private static final Bytes KEY = Bytes.utf8("key");
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static TestCluster cluster(Consensus consensus, int size) {
        return TestCluster.start(KeyValueStateMachine::new, consensus, size, FaultSchedule.none(), 1);
    }

    private static Transaction put(TestCluster cluster, String value) {
        return cluster.transaction(cluster.signer("alice"), new KeyValueCommand.Put(KEY, Bytes.utf8(value)).encoded());
    }

    private static CommittedTransaction commit(TestCluster cluster, TestNode node, String value) {
        return cluster.await(node.ledger().commit(put(cluster, value)));
    }

    private static Optional<String> valueAt(TestNode node) {
        return node.ledger()
                .read(KeyValueStateMachine.ID, (height, state) -> state.get(KEY).map(Bytes::toUtf8));
    }

    private static TestNode leader(TestCluster cluster) {
        cluster.awaitUntil(() -> cluster.leader().isPresent());
        return cluster.leader().orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    void whatWasAcknowledgedOutlivesALossOfPowerOfAll(Consensus consensus) {
        TestCluster cluster = cluster(consensus, 4);
        cluster.await(cluster.node(1).ledger().submit(put(cluster, "kept")));
        cluster.nodes().forEach(TestNode::losePower);
        assertThat(cluster.nodes()).noneMatch(TestNode::isUp);
        cluster.nodes().forEach(TestNode::restart);
        cluster.settle();
        assertThat(cluster.nodes()).allSatisfy(node -> assertThat(valueAt(node)).contains("kept"));
    }

    @Test
    void aMinorityDoesNotCommitUntilTheNetworkIsWhole() {
        TestCluster cluster = cluster(Consensus.RAFT, 3);
        TestNode leader = leader(cluster);
        cluster.partition(leader);
        CompletableFuture<CommittedTransaction> alone = leader.ledger().commit(put(cluster, "alone"));
        cluster.advance(SECOND.multipliedBy(3));
        assertThat(alone).isNotDone();
        assertThatThrownBy(() -> cluster.await(leader.ledger().readBarrier(SECOND)))
                .isInstanceOf(NotConfirmedException.class);
        assertThat(cluster.leader()).isPresent().get().isNotEqualTo(leader);
        commit(cluster, cluster.leader().orElseThrow(), "many");
        cluster.heal();
        cluster.settle();
        assertThat(cluster.nodes()).allSatisfy(node -> assertThat(valueAt(node)).isPresent());
    }

    @Test
    void aPausedLeaderNeverConfirmsAStaleRead() {
        TestCluster cluster = cluster(Consensus.RAFT, 3);
        TestNode old = leader(cluster);
        commit(cluster, old, "first");
        old.pause();
        cluster.awaitUntil(() -> cluster.nodes().stream().anyMatch(node -> node != old && node.isLeader()));
        TestNode other = cluster.node((old.number() + 1) % 3);
        commit(cluster, other, "second");
        CompletableFuture<Long> read = old.ledger().readBarrier(SECOND.multipliedBy(5));
        old.resume();
        cluster.awaitUntil(read::isDone);
        assertThat(read.isCompletedExceptionally() || valueAt(old).equals(Optional.of("second")))
                .isTrue();
        cluster.settle();
    }

    @Test
    void questionsThatAreOpenFailWhenTheNodeGoesDown() {
        TestCluster cluster = cluster(Consensus.PBFT, 4);
        cluster.partition(cluster.node(0));
        CompletableFuture<CommittedTransaction> open = cluster.node(0).ledger().commit(put(cluster, "x"));
        cluster.node(0).crash();
        assertThat(open).isCompletedExceptionally();
        assertThatThrownBy(() -> cluster.await(open)).isInstanceOf(LedgerStoppedException.class);
        assertThatIllegalStateException().isThrownBy(() -> cluster.node(0).ledger());
    }

    @Test
    void aCrashLosesNothingThatWasWritten() {
        TestCluster cluster = cluster(Consensus.RAFT, 1);
        commit(cluster, cluster.node(0), "written");
        cluster.node(0).crash();
        cluster.node(0).restart();
        cluster.awaitUntil(() -> valueAt(cluster.node(0)).equals(Optional.of("written")));
        cluster.node(0).stop();
        assertThat(cluster.node(0).isUp()).isFalse();
    }

    @Test
    void aLiarStopsNobodyAndOneMoreIsOneTooMany() {
        TestCluster cluster = cluster(Consensus.PBFT, 4);
        cluster.node(0).lie();
        for (int i = 0; i < 5; i++) {
            commit(cluster, cluster.node(1 + i % 3), "v" + i);
        }
        assertThat(cluster.node(0).isLiar()).isTrue();
        assertThatIllegalStateException()
                .isThrownBy(() -> cluster.node(1).lie())
                .withMessageContaining("4 members under PBFT bear 1 liars");
        cluster.settle();
        assertThat(valueAt(cluster.node(3))).contains("v4");
    }

    @Test
    void rejectionsComeOutAsTheyAre() {
        TestCluster cluster = cluster(Consensus.PBFT, 4);
        Transaction malformed = cluster.transaction(cluster.signer("alice"), Bytes.utf8("?"));
        assertThatThrownBy(() -> cluster.await(cluster.node(0).ledger().commit(malformed)))
                .isInstanceOfSatisfying(
                        RejectedException.class,
                        rejected -> assertThat(rejected.rejection()).isEqualTo(Rejection.PLUGIN_CHECK));
    }

    @ParameterizedTest
    @EnumSource
    void aStormOfAllFaultsEndsWellAndEqualSeedsDoEqualThings(Consensus consensus) {
        for (long seed = 1; seed <= 5; seed++) {
            assertThat(headAfterStorm(consensus, seed)).isEqualTo(headAfterStorm(consensus, seed));
        }
    }

    private static String headAfterStorm(Consensus consensus, long seed) {
        FaultSchedule all = new FaultSchedule(EnumSet.allOf(FaultKind.class), SECOND.dividedBy(2), 0);
        TestCluster cluster = TestCluster.start(KeyValueStateMachine::new, consensus, 4, all, seed);
        cluster.storm(node -> node.send(put(cluster, "v" + cluster.random().nextInt(5))));
        assertThatIllegalStateException().isThrownBy(() -> cluster.storm(node -> {}));
        return cluster.now() + " " + cluster.node(2).ledger().status().headHash();
    }

    @Test
    void limitsAreKept() {
        assertThatIllegalArgumentException().isThrownBy(() -> cluster(Consensus.RAFT, 10));
        FaultSchedule liars = new FaultSchedule(EnumSet.noneOf(FaultKind.class), SECOND, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TestCluster.start(KeyValueStateMachine::new, Consensus.RAFT, 4, liars, 1));
    }

    /** Forgets in a crash how far it had counted. */
    private static final class Remembering implements StateMachine {
        private int count;

        @Override
        public int id() {
            return 9;
        }

        @Override
        public String name() {
            return "remembering";
        }

        @Override
        public Outcome apply(TxContext context) {
            context.put(KEY, Bytes.utf8("" + ++count));
            return Outcome.applied();
        }
    }

    @Test
    void aMachineThatRemembersByItselfIsFoundOut() {
        FaultSchedule crashes = new FaultSchedule(EnumSet.of(FaultKind.CRASHES), SECOND, 0);
        assertThatThrownBy(() -> {
                    for (long seed = 1; seed <= 20; seed++) {
                        TestCluster cluster = TestCluster.start(Remembering::new, Consensus.RAFT, 3, crashes, seed);
                        cluster.storm(node -> node.send(cluster.transaction(cluster.signer("a"), Bytes.EMPTY)));
                    }
                })
                .isInstanceOf(RuntimeException.class)
                .hasMessageContaining("root");
    }
}
