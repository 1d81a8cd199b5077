package dev.quire;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.Genesis;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.spi.consensus.EngineStatus.Role;
import dev.quire.spi.net.Peer;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An old back-up comes back into a chain that has gone on. */
class RestoreTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private Path root;

    private final Account account = new Account(Ed25519Key.generate(new SecureRandom()));
    private final List<Ed25519Key> keys = new ArrayList<>();
    private final List<Peer> peers = new ArrayList<>();

    private LedgerNode start(int number, SharedResources shared) throws IOException {
        return LedgerNode.builder()
                .dataDir(root.resolve("node-" + number))
                .name("test-" + number)
                .identity(keys.get(number))
                .stateMachine(new CounterStateMachine())
                .consensus(Consensus.raft(peers))
                .storage(StorageSettings.defaults().withBackupDir(root.resolve("backups-" + number)))
                .resources(shared)
                .start();
    }

    private void count(LedgerNode node, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            node.commit(account.transaction(node.chainId(), 7, Bytes.EMPTY)).get(60, SECONDS);
        }
    }

    @Test
    void itsNodeLearnsBeforeItsWordCounts() throws Exception {
        for (int i = 0; i < 3; i++) {
            keys.add(Ed25519Key.generate(new SecureRandom()));
            peers.add(new Peer(keys.get(i).publicKey(), "127.0.0.1", LocalCluster.freePort()));
        }
        try (SharedResources shared = SharedResources.create();
                LedgerNode first = start(0, shared);
                LedgerNode second = start(1, shared)) {
            Genesis genesis = first.genesis();
            Path backup;
            try (LedgerNode third = start(2, shared)) {
                count(first, 5);
                third.readBarrier(PATIENCE).get(90, SECONDS);
                backup = BackupTest.backUp(third).directory();
                count(first, 5);
            }
            FileTree.delete(root.resolve("node-2"));
            NodeDirectory node = new NodeDirectory(
                    root.resolve("node-2"), keys.get(2).publicKey(), genesis, List.of(new CounterStateMachine()));
            Restore restore = new Restore(backup, node, false);
            restore.copy((done, of) -> {});
            assertThat(restore.finish((done, of) -> {}).recovering()).isTrue();
            try (LedgerNode third = start(2, shared)) {
                assertThat(third.status().engine().role()).isEqualTo(Role.RECOVERING);
                count(second, 1);
                long height = second.status().appliedHeight();
                Awaitility.await()
                        .atMost(PATIENCE)
                        .until(() -> third.status().engine().role() != Role.RECOVERING
                                && third.status().appliedHeight() >= height);
                count(third, 1);
            }
            assertThat(node.check().run((done, of) -> {}).findings()).isEmpty();
        }
    }
}
