package dev.quire;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.block.BlockHeader;
import dev.quire.block.Transaction;
import dev.quire.receipt.HeaderProof;
import dev.quire.receipt.Policy;
import dev.quire.receipt.Receipt;
import dev.quire.receipt.ReceiptVerifier;
import dev.quire.receipt.Verification;
import dev.quire.spi.ledger.ProofUnavailableException;
import dev.quire.spi.ledger.RejectedException;
import dev.quire.spi.state.TxStatus;
import dev.quire.spi.store.StoreCorruptionException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
    private static final int BLOCKS = 700;
    private static final StorageSettings SMALL = StorageSettings.defaults().withReserve(1 << 20);

    @TempDir
    private Path root;

    private long journalBytes(StoredNode stored) throws IOException {
        return FileTree.bytes(FileTree.files(stored.data().resolve("journal")));
    }

    private static Receipt receipt(LedgerNode node, Transaction transaction) throws Exception {
        return node.receipt(transaction.id()).get(60, SECONDS).orElseThrow();
    }

    /** The same blocks three times, each with another bound; the first one's directory is the next one's beginning. */
    @Test
    void whatIsBeyondABoundGoesAndItsSpaceIsGivenBack() throws Exception {
        StoredNode stored = new StoredNode(root.resolve("data"));
        Receipt oldest;
        try (LedgerNode node = stored.start(SMALL)) {
            stored.commit(node, BLOCKS);
            oldest = receipt(node, stored.committed().get(0));
        }
        Path pristine = root.resolve("pristine");
        FileTree.copy(FileTree.files(stored.data().resolve("journal")), pristine.resolve("journal"), bytes -> {});
        FileTree.copy(FileTree.files(stored.data().resolve("state")), pristine.resolve("state"), bytes -> {});
        long before = journalBytes(stored);
        for (Retention bound : List.of(
                new Retention(300, Duration.ZERO, 0),
                new Retention(0, Duration.ofMillis(1), 0),
                new Retention(0, Duration.ZERO, before / 2))) {
            FileTree.delete(stored.data());
            FileTree.copy(
                    FileTree.files(pristine.resolve("journal")), stored.data().resolve("journal"), bytes -> {});
            FileTree.copy(
                    FileTree.files(pristine.resolve("state")), stored.data().resolve("state"), bytes -> {});
            checkThatTheOldestGoes(stored, bound, oldest);
            assertThat(journalBytes(stored)).as("%s", bound).isLessThan(before);
        }
    }

    /** The node has dropped its block, but not its place in the history. */
    private static void checkThatTheOldestCanBeRenewed(LedgerNode node, Receipt oldest) throws Exception {
        BlockHeader header = oldest.header();
        HeaderProof proof = node.headerProof(header, OptionalLong.empty()).get(60, SECONDS);
        assertThat(proof.header()).isEqualTo(header);
        assertThat(new ReceiptVerifier()
                        .verify(proof, node.members(), Policy.any())
                        .isValid())
                .isTrue();
        Receipt renewed = oldest.renewed(proof.anchor());
        assertThat(renewed.anchor().header().height()).isGreaterThanOrEqualTo(BLOCKS);
        assertThat(renewed.verify(node.members())).isInstanceOf(Verification.Valid.class);
        BlockHeader kept = node.block(BLOCKS).get(60, SECONDS).orElseThrow().header();
        BlockHeader other = new BlockHeader(
                header.chainId(),
                header.height(),
                header.timeMicros() + 1,
                header.previousHash(),
                header.lastCertHeight(),
                header.lastCertHash(),
                header.proposer(),
                header.txRoot(),
                header.txCount(),
                header.resultRoot(),
                header.stateRoot(),
                header.historyRoot(),
                header.memberSetHash(),
                header.nextMemberSetHash(),
                header.parametersHash(),
                header.pluginVersions(),
                header.extensions());
        assertThatThrownBy(() -> node.headerProof(other, OptionalLong.empty()).get(60, SECONDS))
                .hasCauseInstanceOf(ProofUnavailableException.class)
                .hasMessageContaining("no longer kept here");
        assertThatThrownBy(() ->
                        node.headerProof(header.height(), OptionalLong.empty()).get(60, SECONDS))
                .hasCauseInstanceOf(ProofUnavailableException.class);
        assertThat(node.headerProof(kept, OptionalLong.empty()).get(60, SECONDS).header())
                .isEqualTo(kept);
    }

    private static void checkThatTheOldestGoes(StoredNode stored, Retention bound, Receipt oldest) throws Exception {
        Transaction first = stored.committed().get(0);
        Transaction last = stored.committed().get(BLOCKS - 1);
        try (LedgerNode node = stored.start(SMALL.withRetention(bound))) {
            node.commit(last).get(60, SECONDS);
            stored.commit(node, 2);
            NodeStorage storage = node.storage().orElseThrow();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(node.status(first.id())).isInstanceOf(TxStatus.Pruned.class));
            assertThatThrownBy(() -> node.commit(first).get(60, SECONDS))
                    .hasCauseInstanceOf(RejectedException.class)
                    .hasMessageContaining("in the chain already");
            assertThat(storage.firstHeight()).isGreaterThan(1).isLessThan(BLOCKS - 200);
            assertThat(node.block(1).get(60, SECONDS)).isEmpty();
            assertThat(node.block(storage.firstHeight()).get(60, SECONDS)).isPresent();
            assertThat(oldest.verify(node.members())).isInstanceOf(Verification.Valid.class);
            assertThat(receipt(node, last).verify(node.members())).isInstanceOf(Verification.Valid.class);
            checkThatTheOldestCanBeRenewed(node, oldest);
        }
        assertThat(stored.problems()).isEmpty();
        assertThatThrownBy(() -> new StateRebuild(stored.directory()).run((done, of) -> {}))
                .isInstanceOf(StoreCorruptionException.class)
                .hasMessageContaining("restore a back-up");
        try (LedgerNode node = stored.start(SMALL)) {
            stored.commit(node, 1);
            assertThat(node.status(first.id())).isInstanceOf(TxStatus.Pruned.class);
        }
        assertThat(stored.problems()).isEmpty();
    }
}
