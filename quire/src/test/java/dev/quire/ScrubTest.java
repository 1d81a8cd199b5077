package dev.quire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.DirectoryCheck.Finding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk decays under a running node. */
class ScrubTest {
    private static final StorageSettings FAST = StorageSettings.defaults().withScrub(1L << 30, Duration.ofMillis(20));

    @TempDir
    private Path root;

    private static List<Finding> findings(LedgerNode node) {
        return node.storage().orElseThrow().scrub().findings();
    }

    private static void awaitPasses(LedgerNode node, int passes) {
        long from = node.storage().orElseThrow().scrub().passes();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> node.storage().orElseThrow().scrub().passes() >= from + passes);
    }

    @Test
    void whatBecomesUnreadableIsNamed() throws Exception {
        StoredNode stored = new StoredNode(root.resolve("data"));
        stored.run(6);
        try (LedgerNode node = stored.start(FAST)) {
            stored.commit(node, 4);
            awaitPasses(node, 2);
            assertThat(findings(node)).isEmpty();

            StoredNode.flipBitOfBlock(stored.segment(), 3);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(findings(node)).anySatisfy(finding -> {
                        assertThat(finding.file()).isEqualTo("journal-0000000001.log");
                        assertThat(finding.height()).isEqualTo(OptionalLong.of(3));
                    }));
            Path table = StoredNode.tables(stored.data().resolve("state")).get(0);
            StoredNode.flipBit(table, Files.size(table) / 3);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(findings(node))
                            .anySatisfy(
                                    finding -> assertThat(finding.file()).isEqualTo("state/" + table.getFileName())));
            StoredNode.flipBit(stored.data().resolve("journal").resolve("head"), 100);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(
                                    node.storage().orElseThrow().scrub().repaired())
                            .anySatisfy(finding -> assertThat(finding.file()).isEqualTo("head")));
            awaitPasses(node, 2);
            assertThat(findings(node)).noneMatch(finding -> finding.file().equals("head"));
        }
    }

    @Test
    void aZeroedRecordIsNoEnd() throws Exception {
        StoredNode stored = new StoredNode(root.resolve("data"));
        stored.run(6);
        try (LedgerNode node = stored.start(FAST)) {
            StoredNode.zero(stored.segment(), 128, 128);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(findings(node))
                            .anySatisfy(finding -> assertThat(finding.problem()).contains("records are missing here")));
        }
    }

    @Test
    void aSlowScrubDoesNotHoldUpTheEnd() throws Exception {
        StoredNode stored = new StoredNode(root.resolve("data"));
        stored.run(6);
        long begun = System.nanoTime();
        stored.start(StorageSettings.defaults().withScrub(1, Duration.ofDays(1)))
                .close();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
    }
}
