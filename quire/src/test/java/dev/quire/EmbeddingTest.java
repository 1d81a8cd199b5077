package dev.quire;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.block.Rejection;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.hash.Hash;
import dev.quire.receipt.Receipt;
import dev.quire.receipt.Verification;
import dev.quire.spi.ledger.Ledger;
import dev.quire.spi.ledger.RejectedException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README and the architecture page show, run. */
class EmbeddingTest {
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

    @Test
    void aNodeInMemoryGivesReceiptsThatVerify() throws Exception {
        try (LedgerNode node = LedgerNode.builder()
                .inMemory()
                .stateMachine(new CounterStateMachine())
                .consensus(Consensus.single())
                .start()) {
            Receipt receipt = node.submit(count(node)).get(10, SECONDS);
            assertThat(receipt.verify(node.members())).isInstanceOf(Verification.Valid.class);
            assertThat(counter(node)).isEqualTo(1);
        }
    }

    @Test
    void aNodeOnDiskIsWhereItWasAfterARestart(@TempDir Path dir) throws Exception {
        Transaction transaction;
        Hash stateRoot;
        try (LedgerNode node = onDisk(dir)) {
            transaction = count(node);
            node.submit(transaction).get(10, SECONDS);
            node.commit(count(node)).get(10, SECONDS);
            stateRoot = node.status().stateRoot();
        }
        try (LedgerNode node = onDisk(dir)) {
            assertThat(counter(node)).isEqualTo(2);
            assertThat(node.status().stateRoot()).isEqualTo(stateRoot);
            Receipt again = node.receipt(transaction.id()).get(10, SECONDS).orElseThrow();
            assertThat(again.verify(node.members())).isInstanceOf(Verification.Valid.class);
            assertThat(node.commit(transaction).get(10, SECONDS).height())
                    .as("the same bytes are not executed again")
                    .isEqualTo(again.header().height());
            node.commit(count(node)).get(10, SECONDS);
            assertThat(counter(node)).isEqualTo(3);
        }
    }

    @Test
    void whatIsToBeDoneBeforeItTakesPartIsDoneOnceItsDirectoryIsThere(@TempDir Path dir) throws Exception {
        LedgerNodeBuilder builder = LedgerNode.builder()
                .dataDir(dir)
                .stateMachine(new CounterStateMachine())
                .consensus(Consensus.single())
                .beforeTakingPart(() -> {
                    assertThat(dir.resolve("journal").resolve("head")).exists();
                    throw new IllegalStateException("not today");
                });
        assertThatThrownBy(builder::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("not today");
        try (LedgerNode node = onDisk(dir)) {
            assertThat(counter(node)).isZero();
        }
    }

    private static LedgerNode onDisk(Path dir) throws Exception {
        return LedgerNode.builder()
                .dataDir(dir)
                .stateMachine(new CounterStateMachine())
                .consensus(Consensus.single())
                .start();
    }

    @Test
    void threeNodesInOneJvmKeepOneBook() throws Exception {
        try (SharedResources shared = SharedResources.create();
                LocalCluster cluster = LocalCluster.start(3, shared, CounterStateMachine::new)) {
            List<Transaction> sent = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                Transaction transaction = count(cluster.node(0));
                sent.add(transaction);
                cluster.node(i % 3).commit(transaction).get(20, SECONDS);
            }
            for (LedgerNode node : cluster.nodes()) {
                long height = node.readBarrier(Duration.ofSeconds(10)).get(15, SECONDS);
                assertThat(height).isPositive();
                assertThat(counter(node)).isEqualTo(30);
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(cluster.nodes())
                            .extracting(node -> node.status().stateRoot())
                            .containsOnly(cluster.node(0).status().stateRoot()));
            Receipt receipt = cluster.node(1).submit(sent.get(7)).get(20, SECONDS);
            assertThat(receipt.verify(cluster.node(2).members())).isInstanceOf(Verification.Valid.class);
        }
    }

    @Test
    void subscribersGetEveryBlockInOrderFromTheirHeightOn() throws Exception {
        try (LedgerNode node = LedgerNode.builder()
                .inMemory()
                .stateMachine(new CounterStateMachine())
                .consensus(Consensus.single())
                .start()) {
            for (int i = 0; i < 5; i++) {
                node.commit(count(node)).get(10, SECONDS);
            }
            List<Long> heights = new CopyOnWriteArrayList<>();
            Ledger.Subscription subscription = node.subscribe(2, block -> heights.add(block.height()));
            long last = node.commit(count(node)).get(10, SECONDS).height();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(heights).contains(last));
            subscription.close();
            for (int i = 0; i < heights.size(); i++) {
                assertThat(heights.get(i)).isEqualTo(2 + i);
            }
        }
    }

    @Test
    void unfitTransactionsAreRefusedWithTheirNumber() throws Exception {
        try (LedgerNode node = LedgerNode.builder()
                .inMemory()
                .stateMachine(new CounterStateMachine())
                .consensus(Consensus.single())
                .start()) {
            assertRejected(node, account.transaction(Hash.ZERO, 7, Bytes.EMPTY), Rejection.FOREIGN_CHAIN);
            assertRejected(node, account.transaction(node.chainId(), 8, Bytes.EMPTY), Rejection.UNKNOWN_PLUGIN);
            node.commit(count(node)).get(10, SECONDS);
            assertRejected(
                    node,
                    account.transaction(node.chainId(), 7, Bytes.EMPTY, Duration.ofMinutes(-1)),
                    Rejection.EXPIRED);
            assertRejected(
                    node,
                    account.transaction(node.chainId(), 7, Bytes.EMPTY, Duration.ofDays(2)),
                    Rejection.VALID_TOO_LONG);
            Transaction good = count(node);
            byte[] bytes = good.encoded().toArray();
            bytes[bytes.length - 1] ^= 1;
            assertRejected(node, Transaction.decode(Bytes.wrap(bytes)), Rejection.BAD_SIGNATURE);
        }
    }

    private static void assertRejected(Ledger ledger, Transaction transaction, Rejection expected) {
        assertThatThrownBy(() -> ledger.commit(transaction).get(10, SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        RejectedException.class, e -> assertThat(e.rejection()).isEqualTo(expected));
    }

    @Test
    void expiryByTheClockAloneIsNotCertain() throws Exception {
        try (LedgerNode node = LedgerNode.builder()
                .inMemory()
                .stateMachine(new CounterStateMachine())
                .consensus(Consensus.single())
                .start()) {
            node.commit(count(node)).get(10, SECONDS);
            Transaction late = account.transaction(node.chainId(), 7, Bytes.EMPTY, Duration.ofMillis(50));
            Awaitility.await().until(() -> System.currentTimeMillis() * 1000 > late.validUntilMicros() + 1_000);
            var outcome = node.commit(late);
            assertThatThrownBy(() -> outcome.get(300, MILLISECONDS)).isInstanceOf(TimeoutException.class);
            node.commit(count(node)).get(10, SECONDS);
            assertThatThrownBy(() -> outcome.get(10, SECONDS))
                    .cause()
                    .isInstanceOfSatisfying(
                            RejectedException.class,
                            e -> assertThat(e.rejection()).isEqualTo(Rejection.EXPIRED));
        }
    }

    @Test
    void allSettingsThatAreMissingAreNamedAtOnce() {
        assertThatThrownBy(() -> LedgerNode.builder().start())
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        e -> assertThat(e.problems())
                                .extracting(ConfigurationException.Problem::key)
                                .containsExactly("dataDir", "stateMachine", "consensus"));
    }

    @Test
    void aDirectoryInUseIsRefused(@TempDir Path dir) throws Exception {
        try (LedgerNode node = onDisk(dir)) {
            assertThat(node.nodeId()).isNotNull();
            assertThatThrownBy(() -> onDisk(dir)).isInstanceOf(java.io.IOException.class);
        }
    }

    @Test
    void noThreadIsLeftAfterClose(@TempDir Path dir) throws Exception {
        for (int round = 0; round < 2; round++) {
            try (LedgerNode node = onDisk(dir)) {
                node.commit(count(node)).get(10, SECONDS);
            }
            try (SharedResources shared = SharedResources.create();
                    LocalCluster cluster = LocalCluster.start(3, shared, CounterStateMachine::new)) {
                cluster.node(0).commit(count(cluster.node(0))).get(20, SECONDS);
            }
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .noneMatch(name -> name.startsWith("quire")));
    }
}
