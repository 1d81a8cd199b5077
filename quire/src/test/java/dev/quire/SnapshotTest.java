package dev.quire;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.receipt.Verification;
import dev.quire.spi.net.Peer;
import dev.quire.spi.state.TxStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes on real disks; what one of them needs is gone at the others. */
class SnapshotTest {
    private static final int EVERY = 50;
    private static final int BLOCKS = 750;
    private static final StorageSettings SETTINGS = StorageSettings.defaults()
            .withReserve(1 << 20)
            .withRetention(new Retention(1, Duration.ZERO, 0))
            .withSnapshots(EVERY);

    @TempDir
    private Path root;

    private final Account account = new Account(Ed25519Key.generate(new SecureRandom()));
    private final List<Ed25519Key> keys = new ArrayList<>();
    private final List<Peer> peers = new ArrayList<>();

    private Path data(int node) {
        return root.resolve("node-" + node);
    }

    private LedgerNode start(int node, SharedResources shared) throws IOException {
        return start(node, false, shared);
    }

    private LedgerNode start(int node, boolean tookPart, SharedResources shared) throws IOException {
        return LedgerNode.builder()
                .name("snapshot-" + node)
                .dataDir(data(node))
                .identity(keys.get(node))
                .stateMachine(new CounterStateMachine())
                .consensus(Consensus.raft(peers))
                .storage(SETTINGS)
                .tookPartBefore(tookPart)
                .resources(shared)
                .start();
    }

    private Transaction commit(LedgerNode node, int blocks) throws Exception {
        Transaction last = account.transaction(node.chainId(), 7, Bytes.EMPTY);
        for (int i = 0; i < blocks; i++) {
            last = account.transaction(node.chainId(), 7, Bytes.EMPTY);
            node.commit(last).get(60, SECONDS);
        }
        return last;
    }

    private static void awaitSame(LedgerNode late, LedgerNode other) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(late.status().stateRoot())
                        .isEqualTo(other.status().stateRoot()));
    }

    private NodeDirectory directory(int node, LedgerNode any) {
        return new NodeDirectory(
                data(node), keys.get(node).publicKey(), any.genesis(), List.of(new CounterStateMachine()));
    }

    @Test
    void aLateNodeAndAnEmptyOneBeginWithASnapshot() throws Exception {
        for (int i = 0; i < 3; i++) {
            keys.add(Ed25519Key.generate(new SecureRandom()));
            peers.add(new Peer(keys.get(i).publicKey(), "127.0.0.1", LocalCluster.freePort()));
        }
        try (SharedResources shared = SharedResources.create()) {
            Transaction first;
            try (LedgerNode one = start(0, shared);
                    LedgerNode two = start(1, shared)) {
                try (LedgerNode late = start(2, shared)) {
                    first = commit(one, 20);
                    awaitSame(late, one);
                }
                commit(one, BLOCKS);
                awaitSame(two, one);
            }
            // A start with a retention looks what can go as soon as something is committed.
            try (LedgerNode one = start(0, shared);
                    LedgerNode two = start(1, shared)) {
                commit(one, 2);
                for (LedgerNode node : List.of(one, two)) {
                    Awaitility.await()
                            .atMost(Duration.ofSeconds(60))
                            .untilAsserted(() -> assertThat(
                                            node.storage().orElseThrow().firstHeight())
                                    .isGreaterThan(EVERY));
                }
                installInto(2, first, one, shared);
                FileTree.delete(data(2));
                Files.createDirectories(data(2));
                installInto(2, first, one, shared);
            }
        }
    }

    private void installInto(int node, Transaction first, LedgerNode other, SharedResources shared) throws Exception {
        List<Long> delivered = new CopyOnWriteArrayList<>();
        try (LedgerNode late = start(node, true, shared)) {
            late.subscribe(1, block -> delivered.add(block.block().height()));
            awaitSame(late, other);
            assertThat(late.storage().orElseThrow().firstHeight()).isGreaterThan(EVERY);
            assertThat(late.status(first.id())).isInstanceOf(TxStatus.Pruned.class);
            assertThat(late.block(30).get(60, SECONDS)).isEmpty();
            Transaction next = commit(late, 1);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(late.receipt(next.id()).get(60, SECONDS))
                            .hasValueSatisfying(receipt ->
                                    assertThat(receipt.verify(late.members())).isInstanceOf(Verification.Valid.class)));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () -> assertThat(delivered).contains(late.status().appliedHeight()));
        }
        NodeDirectory stopped = directory(node, other);
        assertThat(stopped.check().run((done, of) -> {}).findings()).isEmpty();
        FileTree.delete(stopped.state());
        assertThat(rebuild(stopped).height()).isGreaterThan(BLOCKS);
        assertThat(stopped.check().run((done, of) -> {}).findings()).isEmpty();
        FileTree.delete(stopped.state());
        try (LedgerNode again = start(node, shared)) {
            awaitSame(again, other);
            assertThat(DiskUse.of(data(node)).components())
                    .filteredOn(component -> component.name().equals("snapshots"))
                    .allSatisfy(component -> assertThat(component.bytes()).isPositive());
        }
        Optional<DirectoryCheck.Finding> finding = damageAChunk(stopped);
        assertThat(finding)
                .hasValueSatisfying(found -> assertThat(found.problem()).contains("chunk"));
    }

    /** It tells of the snapshot's bytes up to the last, and of blocks only then. */
    private static StateRebuild.Report rebuild(NodeDirectory stopped) throws IOException {
        List<Long> left = new ArrayList<>();
        List<Long> blocks = new ArrayList<>();
        StateRebuild.Report report = new StateRebuild(stopped)
                .run(
                        (done, of) -> {
                            assertThat(blocks).isEmpty();
                            left.add(of - done);
                        },
                        (done, of) -> blocks.add(done));
        assertThat(left).isNotEmpty().endsWith(0L);
        assertThat(blocks).isNotEmpty();
        return report;
    }

    private static Optional<DirectoryCheck.Finding> damageAChunk(NodeDirectory node) throws IOException {
        Path chunk = FileTree.files(node.snapshots()).stream()
                .filter(file -> file.toString().endsWith(".chunk"))
                .findFirst()
                .orElseThrow();
        StoredNode.flipBit(chunk, Files.size(chunk) / 2);
        Optional<DirectoryCheck.Finding> finding =
                node.check().run((done, of) -> {}).findings().stream().findFirst();
        StoredNode.flipBit(chunk, Files.size(chunk) / 2);
        return finding;
    }
}
