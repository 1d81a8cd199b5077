package dev.quire;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.block.Transaction;
import dev.quire.receipt.Receipt;
import dev.quire.receipt.Verification;
import dev.quire.spi.store.StoreCorruptionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateRebuildTest {
    private static final int BLOCKS = 12;

    @TempDir
    private Path root;

    private StoredNode stored;
    private Path state;

    @BeforeEach
    void runANode() throws Exception {
        stored = new StoredNode(root.resolve("data"));
        state = stored.data().resolve("state");
        stored.run(BLOCKS);
        // The last block is called committed by what is written after it.
        stored.run(1);
    }

    private StateRebuild.Report rebuild() throws IOException {
        return new StateRebuild(stored.directory()).run((done, of) -> {});
    }

    private void checkThatReceiptsHold() throws Exception {
        try (LedgerNode node = stored.start()) {
            for (Transaction transaction : stored.committed()) {
                Receipt receipt =
                        node.receipt(transaction.id()).get(60, SECONDS).orElseThrow();
                assertThat(receipt.verify(node.members())).isInstanceOf(Verification.Valid.class);
            }
            stored.commit(node, 1);
        }
        assertThat(stored.problems()).isEmpty();
    }

    @Test
    void theStateIsTheSameThatTheNodeHadMade() throws Exception {
        StateRebuild.Report report = rebuild();
        assertThat(report.height()).isGreaterThanOrEqualTo(BLOCKS);
        assertThat(report.resumedFrom()).isZero();
        assertThat(report.transactions()).isGreaterThanOrEqualTo(BLOCKS);
        assertThat(stored.problems()).isEmpty();
        checkThatReceiptsHold();
    }

    @Test
    void aDamagedOrMissingStateIsMadeAnew() throws Exception {
        Path table = StoredNode.tables(state).get(0);
        StoredNode.flipBit(table, Files.size(table) / 2);
        assertThat(stored.problems()).isNotEmpty();
        rebuild();
        assertThat(stored.problems()).isEmpty();
        FileTree.delete(state);
        rebuild();
        assertThat(stored.problems()).isEmpty();
        checkThatReceiptsHold();
    }

    @Test
    void anInterruptedRebuildGoesOnWhereItsLastFlushWas() throws Exception {
        StateRebuild interrupted = new StateRebuild(stored.directory(), 1);
        assertThatThrownBy(() -> interrupted.run((done, of) -> {
                    if (done == 5) {
                        throw new IllegalStateException("interrupted");
                    }
                }))
                .hasMessage("interrupted");
        assertThat(stored.problems()).as("the old state is still there").isEmpty();
        assertThat(rebuild().resumedFrom()).isEqualTo(5);
        assertThat(stored.data().resolve("state.new")).doesNotExist();
        assertThat(stored.data().resolve("state.old")).doesNotExist();
        checkThatReceiptsHold();
    }

    @Test
    void whatAnInterruptedRebuildLeftIsNotBelieved() throws Exception {
        FileTree.copy(FileTree.files(state), stored.data().resolve("state.new"), bytes -> {});
        Path table = StoredNode.tables(stored.data().resolve("state.new")).get(0);
        StoredNode.flipBit(table, Files.size(table) - 1);
        assertThat(rebuild().resumedFrom()).isZero();
        assertThat(stored.problems()).isEmpty();
    }

    @Test
    void aStartEndsAReplacementThatWasInterrupted() throws Exception {
        rebuild();
        Files.move(state, stored.data().resolve("state.new"));
        Files.createDirectory(stored.data().resolve("state.old"));
        checkThatReceiptsHold();
        assertThat(stored.data().resolve("state.old")).doesNotExist();
        Files.move(state, stored.data().resolve("state.old"));
        checkThatReceiptsHold();
    }

    @Test
    void aLostBlockIsNamedAndNothingIsReplaced() throws Exception {
        StoredNode.flipBitOfBlock(stored.segment(), 5);
        assertThatThrownBy(this::rebuild)
                .isInstanceOf(StoreCorruptionException.class)
                .hasMessageContaining("block 5 is damaged")
                .hasMessageContaining("quire repair");
        assertThat(state).isDirectory();
    }

    @Test
    void aRunningNodesDirectoryIsRefused() throws Exception {
        try (LedgerNode node = stored.start()) {
            assertThatThrownBy(this::rebuild).isInstanceOf(IOException.class).hasMessageContaining("in use");
            stored.commit(node, 1);
        }
    }
}
