package dev.quire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.Transaction;
import dev.quire.spi.consensus.EngineStatus.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node alone, whose only help is a back-up. */
class RepairTest {
    private static final int BLOCKS = 8;

    @TempDir
    private Path root;

    private StoredNode stored;
    private Path backup;

    @BeforeEach
    void runANode() throws Exception {
        stored = new StoredNode(root.resolve("data"));
        try (LedgerNode node = stored.start(StorageSettings.defaults().withBackupDir(root.resolve("backups")))) {
            stored.commit(node, BLOCKS);
            backup = BackupTest.backUp(node).directory();
            stored.commit(node, 2);
        }
    }

    private Repair.Report repair() throws IOException {
        NodeDirectory node = stored.directory();
        try (StoredBlocks blocks = StoredBlocks.ofBackup(backup, node.genesis(), node.plugins())) {
            return new Repair(node).run(blocks, (done, of) -> {});
        }
    }

    private void checkThatItGoesOn() throws Exception {
        assertThat(stored.problems()).isEmpty();
        try (LedgerNode node = stored.start()) {
            assertThat(node.status().engine().role()).isNotEqualTo(Role.RECOVERING);
            stored.commit(node, 1);
            for (Transaction transaction : stored.committed()) {
                assertThat(node.committed(transaction.id())).isPresent();
            }
        }
        assertThat(stored.problems()).isEmpty();
    }

    @Test
    void lostBlocksComeFromTheBackup() throws Exception {
        StoredNode.flipBitOfBlock(stored.segment(), 5);
        StoredNode.flipBitOfBlock(stored.segment(), 6);
        // A start makes nothing better, and nothing worse.
        stored.start().close();
        Repair.Report report = repair();
        assertThat(report.left()).isEmpty();
        assertThat(report.repaired()).containsExactly(6L, 5L);
        assertThat(report.recovering()).isFalse();
        checkThatItGoesOn();
    }

    @Test
    void aDamagedStateIsMadeAnewOnceTheBlocksAreThere() throws Exception {
        StoredNode.flipBitOfBlock(stored.segment(), 5);
        Path table = StoredNode.tables(stored.data().resolve("state")).get(0);
        StoredNode.flipBit(table, Files.size(table) / 2);
        Repair.Report report = repair();
        assertThat(report.left()).isEmpty();
        assertThat(report.repaired()).containsExactly(5L);
        assertThat(report.stateRebuilt()).isTrue();
        checkThatItGoesOn();
    }

    @Test
    void aWrongBlockIsNotBelieved() throws Exception {
        StoredNode.flipBitOfBlock(stored.segment(), 5);
        StoredNode other = new StoredNode(root.resolve("other"));
        other.run(BLOCKS);
        Repair.Report report;
        try (StoredBlocks blocks = StoredBlocks.of(other.directory())) {
            report = new Repair(stored.directory()).run(blocks, (done, of) -> {});
        }
        assertThat(report.repaired()).isEmpty();
        assertThat(report.left())
                .singleElement()
                .satisfies(left -> assertThat(left.problem()).contains("nothing here proves"));
        assertThat(repair().left()).isEmpty();
        checkThatItGoesOn();
    }

    @Test
    void whatTheSourceDoesNotHaveIsNamed() throws Exception {
        StoredNode.flipBitOfBlock(stored.segment(), 5);
        Repair.Report report = new Repair(stored.directory()).run(height -> Optional.empty(), (done, of) -> {});
        assertThat(report.left())
                .singleElement()
                .satisfies(left -> assertThat(left.height()).hasValue(5));
    }
}
