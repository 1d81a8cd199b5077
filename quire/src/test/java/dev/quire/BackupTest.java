package dev.quire;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.BackupStatus.State;
import dev.quire.spi.ledger.BusyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
    private static final int BLOCKS = 8;

    @TempDir
    private Path root;

    private StoredNode stored;

    @BeforeEach
    void runANode() throws Exception {
        stored = new StoredNode(root.resolve("data"));
        stored.run(BLOCKS);
    }

    private LedgerNode start() throws IOException {
        return stored.start(StorageSettings.defaults().withBackupDir(root.resolve("backups")));
    }

    static BackupStatus backUp(LedgerNode node) throws IOException {
        NodeStorage storage = node.storage().orElseThrow();
        storage.startBackup();
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> storage.backup().orElseThrow(), status -> status.state() != State.RUNNING);
    }

    private static Restore.Report restore(Path backup, NodeDirectory node, boolean acceptLoss) throws IOException {
        Restore restore = new Restore(backup, node, acceptLoss);
        restore.copy((done, of) -> {});
        return restore.finish((done, of) -> {});
    }

    @Test
    void aNodeIsBackedUpWhileItCommits() throws Exception {
        BackupStatus done;
        try (LedgerNode node = start()) {
            AtomicBoolean enough = new AtomicBoolean();
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
                try {
                    while (!enough.get()) {
                        stored.commit(node, 1);
                    }
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            done = backUp(node);
            enough.set(true);
            writing.get(60, SECONDS);
        }
        assertThat(done.state()).as("%s", done).isEqualTo(State.DONE);
        assertThat(done.height()).isGreaterThanOrEqualTo(BLOCKS);
        assertThat(done.bytes()).isEqualTo(done.ofBytes()).isPositive();
        DirectoryCheck.Report check =
                stored.directory().at(done.directory()).check().run((height, of) -> {});
        assertThat(check.findings()).isEmpty();
        assertThat(check.storedHeight()).isGreaterThanOrEqualTo(BLOCKS);
        assertThat(check.blocks() + check.uncommittedBlocks()).isEqualTo(done.height());
        assertThat(FileTree.files(done.directory()))
                .noneMatch(file -> file.toString().endsWith(".key"));
        assertThat(stored.data().resolve(Backup.COPIED_STATE)).doesNotExist();
    }

    @Test
    void withoutADirectoryThereIsNoBackup() throws Exception {
        try (LedgerNode node = stored.start()) {
            assertThatThrownBy(() -> node.storage().orElseThrow().startBackup())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no directory for back-ups");
        }
    }

    @Test
    void aBackupThatFailsSaysWhyAndLeavesNothing() throws Exception {
        Files.writeString(root.resolve("backups"), "in the way");
        try (LedgerNode node = start()) {
            BackupStatus failed = backUp(node);
            assertThat(failed.state()).isEqualTo(State.FAILED);
            assertThat(failed.problem().orElseThrow()).contains("backups");
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            node.storage().orElseThrow().startBackup();
                        }
                    })
                    .isInstanceOf(BusyException.class);
        }
    }

    /** The reserve is what the node keeps itself alive with: what is free above it must be enough. */
    @Test
    void withoutRoomNoneIsBegun() throws Exception {
        long reserve = 16L << 20;
        try (TmpFs small = TmpFs.mount(root.resolve("small"), 256)) {
            StoredNode full = new StoredNode(small.directory().resolve("data"));
            Path backups = small.directory().resolve("backups");
            try (LedgerNode node =
                    full.start(StorageSettings.defaults().withReserve(reserve).withBackupDir(backups))) {
                full.commit(node, 2);
                NodeStorage storage = node.storage().orElseThrow();
                long free = reserve + (2 << 20);
                small.fillUpTo(free);
                AtomicLong missing = new AtomicLong();
                assertThatThrownBy(storage::startBackup)
                        .isInstanceOfSatisfying(NoRoomException.class, why -> missing.set(why.missingBytes()))
                        .hasMessageContaining("bytes are missing");
                assertThat(missing.get()).isPositive();
                assertThat(storage.backup()).isEmpty();
                assertThat(backups).doesNotExist();
                assertThat(storage.room()).isEqualTo(DiskRoom.ENOUGH);
                small.empty();
                small.fillUpTo(free + missing.get() + (1 << 20));
                BackupStatus done = backUp(node);
                assertThat(done.state()).as("%s", done).isEqualTo(State.DONE);
                assertThat(small.usableBytes()).isGreaterThanOrEqualTo(reserve);
                assertThat(storage.room()).isEqualTo(DiskRoom.ENOUGH);
            }
        }
    }

    @Test
    void aNodeAloneIsRestoredOnlyByWhoAcceptsTheLoss() throws Exception {
        Path backup;
        try (LedgerNode node = start()) {
            backup = backUp(node).directory();
            stored.commit(node, 3);
        }
        assertThatThrownBy(() -> restore(backup, stored.directory(), true)).hasMessageContaining("is not empty");
        FileTree.delete(stored.data());
        assertThatThrownBy(() -> restore(backup, stored.directory(), false)).hasMessageContaining("--accept-loss");
        Restore.Report report = restore(backup, stored.directory(), true);
        assertThat(report.findings()).isEmpty();
        assertThat(report.recovering()).isFalse();
        assertThat(report.height()).isGreaterThanOrEqualTo(BLOCKS - 1);
        stored.run(2);
        assertThat(stored.problems()).isEmpty();
    }

    @Test
    void aDamagedBackupIsRefusedAndAnUnfinishedOneIsNone() throws Exception {
        Path backup;
        try (LedgerNode node = start()) {
            backup = backUp(node).directory();
        }
        FileTree.delete(stored.data());
        StoredNode.flipBitOfBlock(backup.resolve("journal/journal-0000000001.log"), 3);
        Restore.Report report = restore(backup, stored.directory(), true);
        assertThat(report.findings()).isNotEmpty();
        assertThat(FileTree.files(stored.data())).isEmpty();
        Files.delete(backup.resolve(BackupManifest.NAME));
        assertThatThrownBy(() -> restore(backup, stored.directory(), true))
                .hasMessageContaining("is no finished back-up");
    }

    @Test
    void anotherNodesBackupIsRefused() throws Exception {
        Path backup;
        try (LedgerNode node = start()) {
            backup = backUp(node).directory();
        }
        StoredNode other = new StoredNode(root.resolve("other"));
        other.run(1);
        assertThatThrownBy(() -> restore(backup, other.directory(), true))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("it is a back-up of node");
    }
}
