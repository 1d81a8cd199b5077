package dev.quire;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.block.Rejection;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.spi.consensus.EngineStatus.Role;
import dev.quire.spi.ledger.RejectedException;
import dev.quire.spi.net.Peer;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk fills up under a leader, and at last altogether; then somebody makes room. */
class FullDiskTest {
    private static final long RESERVE = 32L << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private Path root;

    private final Account account = new Account(Ed25519Key.generate(new SecureRandom()));
    private final List<Ed25519Key> keys = new ArrayList<>();
    private final List<Peer> peers = new ArrayList<>();

    private LedgerNode start(int number, Path dataDir, SharedResources shared) throws IOException {
        return LedgerNode.builder()
                .dataDir(dataDir)
                .name("test-" + number)
                .identity(keys.get(number))
                .stateMachine(new CounterStateMachine())
                .consensus(Consensus.raft(peers))
                .storage(StorageSettings.defaults().withReserve(RESERVE))
                .resources(shared)
                .start();
    }

    private void count(LedgerNode node, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            node.commit(account.transaction(node.chainId(), 7, Bytes.EMPTY)).get(60, SECONDS);
        }
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(PATIENCE).until(condition);
    }

    private static DiskRoom room(LedgerNode node) {
        return node.storage().orElseThrow().room();
    }

    private void isRefused(LedgerNode node) {
        assertThatThrownBy(() -> count(node, 1))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        RejectedException.class,
                        refused -> assertThat(refused.rejection()).isEqualTo(Rejection.DISK_FULL));
    }

    @Test
    void writesAreRefusedReadsGoOnAndTheNodeComesBack() throws Exception {
        try (TmpFs small = TmpFs.mount(root.resolve("small"), 128);
                SharedResources shared = SharedResources.create()) {
            for (int i = 0; i < 3; i++) {
                keys.add(Ed25519Key.generate(new SecureRandom()));
                peers.add(new Peer(keys.get(i).publicKey(), "127.0.0.1", LocalCluster.freePort()));
            }
            Path data = small.directory().resolve("data");
            try (LedgerNode full = start(0, data, shared);
                    LedgerNode second = start(1, root.resolve("node-1"), shared);
                    LedgerNode third = start(2, root.resolve("node-2"), shared)) {
                count(full, 3);
                count(third, 3);
                low(small, full, second);
                none(small, full, second);
            }
            // Its last flush found no room, or the ballast's: either way it can be opened, and read.
            try (LedgerNode second = start(1, root.resolve("node-1"), shared);
                    LedgerNode third = start(2, root.resolve("node-2"), shared);
                    LedgerNode full = start(0, data, shared)) {
                assertThat(data.resolve("ballast")).doesNotExist();
                await(() -> room(full) == DiskRoom.NONE);
                assertThat(full.block(1).get(60, SECONDS)).isPresent();
                small.empty();
                await(() -> room(full) == DiskRoom.ENOUGH);
                count(second, 1);
                count(full, 1);
                count(third, 1);
            }
            start(0, data, shared).close();
            assertThat(data.resolve("ballast")).exists();
        }
    }

    private void low(TmpFs small, LedgerNode full, LedgerNode other) throws Exception {
        small.fillUpTo(RESERVE * 3 / 4);
        await(() -> room(full) == DiskRoom.LOW);
        await(() -> full.status().engine().role() != Role.LEADER);
        isRefused(full);
        long before = full.status().appliedHeight();
        count(other, 3);
        await(() -> full.status().appliedHeight() >= before + 3);
        assertThat(full.block(1).get(60, SECONDS)).isPresent();
    }

    private void none(TmpFs small, LedgerNode full, LedgerNode other) throws Exception {
        small.fillUpTo(0);
        await(() -> room(full) == DiskRoom.NONE);
        long before = full.status().appliedHeight();
        count(other, 5);
        isRefused(full);
        assertThat(full.block(before).get(60, SECONDS)).isPresent();
        long read = full.read(7, (height, state) -> height);
        assertThat(read).isGreaterThanOrEqualTo(before);
        assertThat(full.status().failure()).isEmpty();
    }
}
