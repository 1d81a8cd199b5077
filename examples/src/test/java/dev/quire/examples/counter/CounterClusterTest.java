package dev.quire.examples.counter;

import static dev.quire.testkit.Consensus.PBFT;
import static dev.quire.testkit.Consensus.RAFT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Signer;
import dev.quire.receipt.Receipt;
import dev.quire.spi.ledger.Ledger;
import dev.quire.spi.state.StateMachine;
import dev.quire.testkit.FaultKind;
import dev.quire.testkit.PluginUnderTest;
import dev.quire.testkit.TestCluster;
import dev.quire.testkit.TestNode;
import dev.quire.testkit.junit.LedgerTest;
import java.util.ArrayList;
import java.util.List;

/** The counter on simulated clusters: what a plugin author writes (docs/testing-plugins.md). */
class CounterClusterTest implements PluginUnderTest {
    @Override
    public StateMachine newStateMachine() {
        return new CounterStateMachine();
    }

    @LedgerTest(nodes = 3, consensus = RAFT)
    void aNodeThatWasDownCatchesUp(TestCluster cluster) {
        Signer alice = cluster.signer("alice");
        TestNode node = cluster.node(2);
        node.losePower();
        Ledger ledger = cluster.node(0).ledger();
        Receipt receipt = cluster.await(ledger.submit(cluster.transaction(alice, Bytes.EMPTY)));
        node.restart();
        cluster.awaitUntil(
                () -> node.ledger().status().appliedHeight() >= receipt.header().height());
        assertThat(count(node.ledger())).isEqualTo(1);
    }

    @LedgerTest(
            nodes = 4,
            consensus = PBFT,
            liars = 1,
            faults = {FaultKind.CRASHES, FaultKind.PARTITIONS, FaultKind.LOSS, FaultKind.PAUSES},
            stormMillis = 1_000,
            seeds = 50)
    void everyTransactionCountsOnceOrNotAtAll(TestCluster cluster) {
        Signer alice = cluster.signer("alice");
        List<Transaction> sent = new ArrayList<>();
        cluster.storm(node -> {
            sent.add(cluster.transaction(alice, Bytes.EMPTY));
            // Some bytes are submitted twice, at two nodes.
            node.send(sent.get(cluster.random().nextInt(sent.size())));
            node.send(sent.get(sent.size() - 1));
        });
        Ledger ledger = cluster.anyNode().orElseThrow().ledger();
        long committed = sent.stream()
                .filter(transaction -> ledger.committed(transaction.id()).isPresent())
                .count();
        assertThat(count(ledger)).isEqualTo(committed);
    }

    private static long count(Ledger ledger) {
        return ledger.read(
                CounterStateMachine.ID,
                (height, state) -> state.get(CounterStateMachine.COUNT)
                        .map(value -> value.asBuffer().getLong())
                        .orElse(0L));
    }
}
