package dev.quire.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.ConsensusMode;
import dev.quire.pbft.PbftProtocol;
import dev.quire.spi.consensus.EngineStatus.Role;
import dev.quire.spi.net.Channel;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Leaders that leave transactions out, and leaders that only seem to (docs/spec/pbft.md, section 4). */
class CensorshipTest {
    private static final long SECOND = 1_000_000;

    private SimCluster cluster;
    private SimNode leader;
    private List<SimNode> others;

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
        leader = cluster.nodes().stream()
                .filter(node -> node.ledger().status().engine().role() == Role.LEADER)
                .findFirst()
                .orElseThrow();
        others = cluster.nodes().stream().filter(node -> node != leader).toList();
    }

    private static long view(SimNode node) {
        return node.ledger().status().engine().term();
    }

    /** Lets time pass in which the leader's own clients keep it busy. */
    private void blocksGoOnFor(long micros) {
        long end = cluster.world().time().nowMicros() + micros;
        while (cluster.world().time().nowMicros() < end) {
            cluster.clients().probe(leader);
            cluster.runFor(SECOND / 5);
        }
    }

    /** It proposes what its own clients give it, and nothing that comes from others. */
    @Test
    void leaderThatLeavesTransactionsOutIsReplacedAlthoughItMakesBlocks() {
        cluster.network().gate((from, to, frame) -> to != leader.number() || frame.channel() != Channel.TRANSACTIONS);
        History.Operation left = cluster.clients().probe(others.get(0));
        long before = cluster.chain().height();
        blocksGoOnFor(30 * SECOND);
        assertThat(cluster.chain().height()).isGreaterThan(before + 10);
        assertThat(left.answer()).isPresent();
    }

    /** A liar shows a transaction to all but the leader, which then seems to leave it out. */
    @Test
    void leaderThatWasNotGivenATransactionIsGivenItBeforeItIsReplaced() {
        SimNode liar = others.get(2);
        cluster.network()
                .gate((from, to, frame) ->
                        from != liar.number() || to != leader.number() || frame.channel() != Channel.TRANSACTIONS);
        for (int i = 0; i < 10; i++) {
            History.Operation shown = cluster.clients().probe(liar);
            cluster.runFor(6 * SECOND);
            assertThat(shown.answer()).isPresent();
        }
        assertThat(view(others.get(0))).isZero();
        assertThat(view(others.get(1))).isZero();
    }

    @Test
    void leaderOfABusyChainIsNotReplacedForTransactionsThatItWasNotGiven() {
        SimNode liar = others.get(2);
        cluster.network()
                .gate((from, to, frame) ->
                        from != liar.number() || to != leader.number() || frame.channel() != Channel.TRANSACTIONS);
        for (int i = 0; i < 10; i++) {
            cluster.clients().probe(liar);
            blocksGoOnFor(2 * SECOND);
        }
        assertThat(view(others.get(0))).isZero();
        assertThat(view(others.get(1))).isZero();
    }
}
