package dev.quire;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.Retention.States;
import dev.quire.block.Genesis;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.kv.KeyValueCommand;
import dev.quire.kv.KeyValueStateMachine;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.StateKey;
import dev.quire.receipt.Policy;
import dev.quire.receipt.ReceiptVerifier;
import dev.quire.receipt.StateReceipt;
import dev.quire.receipt.Verification;
import dev.quire.spi.ledger.ProofUnavailableException;
import dev.quire.spi.ledger.ProofUnavailableException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** States before the newest one stay as long as the settings say, and then their space is given back. */
class StateRetentionTest {
    private static final int BLOCKS = 600;
    private static final int OLD = 5;
    private static final long VALUE_BYTES = 8 << 10;
    private static final int GIVEN_BACK = 200;
    /** Of 16 states at most with each block. */
    private static final int PRUNING_BLOCKS = BLOCKS / 16 + 1;

    private static final List<KeyRange> ASKED =
            List.of(KeyRange.of(new StateKey(KeyValueStateMachine.ID, Bytes.utf8("key"))));

    private final Ed25519Key key = Ed25519Key.generate(new SecureRandom());
    private final Account account = new Account(Ed25519Key.generate(new SecureRandom()));
    private final Random random = new Random(4);

    @TempDir
    private Path root;

    private LedgerNode start(Path data, States states) throws IOException {
        return LedgerNode.builder()
                .dataDir(data)
                .identity(key)
                .stateMachine(new KeyValueStateMachine())
                .consensus(Consensus.single())
                .storage(
                        StorageSettings.defaults().withReserve(1 << 20).withRetention(Retention.ALL.withStates(states)))
                .start();
    }

    private void put(LedgerNode node, int blocks) throws Exception {
        byte[] value = new byte[(int) VALUE_BYTES];
        for (int i = 0; i < blocks; i++) {
            random.nextBytes(value);
            Bytes payload = new KeyValueCommand.Put(Bytes.utf8("key"), Bytes.copyOf(value)).encoded();
            node.submit(account.transaction(node.chainId(), KeyValueStateMachine.ID, payload))
                    .get(60, SECONDS);
        }
    }

    private static StateReceipt state(LedgerNode node, long height) throws Exception {
        return node.stateReceipt(ASKED, OptionalLong.of(height)).get(60, SECONDS);
    }

    private static void assertPruned(LedgerNode node, long height) {
        assertThatThrownBy(() -> state(node, height))
                .cause()
                .isInstanceOfSatisfying(
                        ProofUnavailableException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.PRUNED));
    }

    private List<DirectoryCheck.Finding> findings(Path data, Genesis genesis) throws IOException {
        return new DirectoryCheck(data, key.publicKey(), genesis, List.of(new KeyValueStateMachine()))
                .run((done, of) -> {})
                .findings();
    }

    private Path copyOf(Path data, String name) throws IOException {
        Path copy = root.resolve(name);
        for (String part : List.of("journal", "state")) {
            FileTree.copy(FileTree.files(data.resolve(part)), copy.resolve(part), bytes -> {});
        }
        return copy;
    }

    @Test
    void aStateGoesWhenItIsBeyondABoundAndItsSpaceIsGivenBack() throws Exception {
        Path all = root.resolve("all");
        Genesis genesis;
        StateReceipt old;
        try (LedgerNode node = start(all, new States(0, Duration.ZERO, 0))) {
            genesis = node.genesis();
            put(node, BLOCKS);
            old = state(node, OLD);
            assertThat(verify(old, node)).isInstanceOf(Verification.ValidState.class);
        }
        assertThat(findings(all, genesis)).isEmpty();
        long before = stateBytes(all);
        for (States bound : List.of(
                new States(300, Duration.ZERO, 0),
                new States(0, Duration.ofMillis(1), 0),
                new States(0, Duration.ZERO, BLOCKS / 2 * VALUE_BYTES))) {
            Path data = copyOf(all, "bound-" + bound.heights() + "-" + bound.bytes());
            try (LedgerNode node = start(data, bound)) {
                put(node, PRUNING_BLOCKS);
                assertPruned(node, OLD);
                long newest = node.status().appliedHeight();
                assertThat(verify(state(node, newest - 255), node)).isInstanceOf(Verification.ValidState.class);
                assertThat(verify(old, node)).isInstanceOf(Verification.ValidState.class);
            }
            assertThat(findings(data, genesis)).as("%s", bound).isEmpty();
        }
        Path aged = root.resolve("bound-0-0");
        try (LedgerNode node = start(aged, new States(0, Duration.ofMillis(1), 0))) {
            put(node, 1);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> node.storage().orElseThrow().columns().get("HISTORY")
                            < (BLOCKS - GIVEN_BACK) * VALUE_BYTES);
        }
        assertThat(stateBytes(aged)).isLessThan(before - GIVEN_BACK * VALUE_BYTES);
    }

    private static long stateBytes(Path data) throws IOException {
        return FileTree.bytes(FileTree.files(data.resolve("state")));
    }

    private static Verification verify(StateReceipt receipt, LedgerNode node) {
        return new ReceiptVerifier().verify(receipt, node.members(), Policy.any());
    }
}
