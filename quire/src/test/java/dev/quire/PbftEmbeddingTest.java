package dev.quire;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.block.Genesis;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.receipt.Receipt;
import dev.quire.receipt.Verification;
import dev.quire.spi.ledger.Ledger;
import dev.quire.spi.net.Peer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A chain whose members may lie, embedded. */
class PbftEmbeddingTest {
    private static final int PATIENCE_SECONDS = 60;

    private final Account account = new Account(Ed25519Key.generate(new SecureRandom()));

    private Transaction count(Ledger ledger) {
        return account.transaction(ledger.chainId(), 7, Bytes.EMPTY);
    }

    private static long counter(Ledger ledger) {
        return ledger.read(
                7,
                (height, state) -> state.get(CounterStateMachine.COUNT)
                        .map(bytes -> bytes.asBuffer().getLong())
                        .orElse(0L));
    }

    private static LedgerNodeBuilder alone(Ed25519Key key) {
        List<Peer> itself = List.of(new Peer(key.publicKey(), "127.0.0.1", 1));
        return LedgerNode.builder()
                .identity(key)
                .stateMachine(new CounterStateMachine())
                .consensus(Consensus.pbft(itself));
    }

    @Test
    void oneMemberOnDiskIsWhereItWasAfterARestart(@TempDir Path dir) throws Exception {
        Ed25519Key key = Ed25519Key.generate(new SecureRandom());
        int port = LocalCluster.freePort();
        for (int life = 1; life <= 3; life++) {
            try (LedgerNode node = alone(key)
                    .consensus(Consensus.pbft(List.of(new Peer(key.publicKey(), "127.0.0.1", port))))
                    .dataDir(dir)
                    .start()) {
                Receipt receipt = node.submit(count(node)).get(PATIENCE_SECONDS, SECONDS);
                assertThat(receipt.verify(node.members())).isInstanceOf(Verification.Valid.class);
                assertThat(counter(node)).isEqualTo(life);
            }
        }
    }

    @Test
    void fourNodesInOneJvmKeepOneBook() throws Exception {
        try (SharedResources shared = SharedResources.create();
                LocalCluster cluster = LocalCluster.start(4, Consensus::pbft, shared, CounterStateMachine::new)) {
            Transaction last = count(cluster.node(0));
            for (int i = 0; i < 20; i++) {
                last = count(cluster.node(0));
                cluster.node(i % 4).commit(last).get(PATIENCE_SECONDS, SECONDS);
            }
            for (LedgerNode node : cluster.nodes()) {
                assertThat(node.readBarrier(Duration.ofSeconds(PATIENCE_SECONDS))
                                .get(PATIENCE_SECONDS, SECONDS))
                        .isPositive();
                assertThat(counter(node)).isEqualTo(20);
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
                    .untilAsserted(() -> assertThat(cluster.nodes())
                            .extracting(node -> node.status().stateRoot())
                            .containsOnly(cluster.node(0).status().stateRoot()));
            Receipt receipt = cluster.node(1).submit(last).get(PATIENCE_SECONDS, SECONDS);
            assertThat(receipt.verify(cluster.node(2).members())).isInstanceOf(Verification.Valid.class);
        }
    }

    @Test
    void aGenesisForTheOtherKindOfProtocolIsRefused() throws Exception {
        Ed25519Key key = Ed25519Key.generate(new SecureRandom());
        Genesis raft;
        try (LedgerNode node = LedgerNode.builder()
                .inMemory()
                .identity(key)
                .stateMachine(new CounterStateMachine())
                .consensus(Consensus.single())
                .start()) {
            raft = node.genesis();
        }
        assertThatThrownBy(() -> alone(key).inMemory().genesis(raft).start())
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        e -> assertThat(e.problems())
                                .extracting(ConfigurationException.Problem::key)
                                .containsExactly("consensus"));
    }
}
