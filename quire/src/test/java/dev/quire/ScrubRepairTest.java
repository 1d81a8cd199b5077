package dev.quire;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.Block;
import dev.quire.block.Genesis;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.spi.consensus.EngineStatus.Role;
import dev.quire.spi.net.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk decays under a member that runs: the others give it back what it has lost, and it never stops. */
class ScrubRepairTest {
    private static final int BLOCKS = 10;
    private static final int DAMAGED = 5;
    private static final StorageSettings FAST = StorageSettings.defaults().withScrub(1L << 30, Duration.ofMillis(20));

    private final Account account = new Account(Ed25519Key.generate(new SecureRandom()));
    private final List<Ed25519Key> keys = new ArrayList<>();
    private final List<Peer> peers = new ArrayList<>();

    @TempDir
    private Path root;

    private LedgerNode start(int number, SharedResources shared) throws IOException {
        return LedgerNode.builder()
                .dataDir(root.resolve("node-" + number))
                .name("test-" + number)
                .identity(keys.get(number))
                .stateMachine(new CounterStateMachine())
                .consensus(Consensus.raft(peers))
                .storage(FAST)
                .resources(shared)
                .start();
    }

    private void count(LedgerNode node) throws Exception {
        CompletableFuture<?> counted = node.commit(account.transaction(node.chainId(), 7, Bytes.EMPTY));
        counted.get(60, SECONDS);
    }

    private static ScrubStatus scrub(LedgerNode node) {
        return node.storage().orElseThrow().scrub();
    }

    @BeforeEach
    void makeMembers() throws IOException {
        for (int i = 0; i < 3; i++) {
            keys.add(Ed25519Key.generate(new SecureRandom()));
            peers.add(new Peer(keys.get(i).publicKey(), "127.0.0.1", LocalCluster.freePort()));
        }
    }

    private Path segment() {
        return root.resolve("node-2").resolve("journal").resolve("journal-0000000001.log");
    }

    private void assertWhole(Genesis genesis) throws IOException {
        DirectoryCheck check = new DirectoryCheck(
                root.resolve("node-2"), keys.get(2).publicKey(), genesis, List.of(new CounterStateMachine()));
        assertThat(check.run((done, of) -> {}).findings()).isEmpty();
    }

    @Test
    void aBlockThatDecaysIsFetchedFromAPeerAndWrittenWhereItWas() throws Exception {
        Genesis genesis;
        try (SharedResources shared = SharedResources.create();
                LedgerNode first = start(0, shared);
                LedgerNode second = start(1, shared)) {
            genesis = first.genesis();
            try (LedgerNode third = start(2, shared)) {
                for (int i = 0; i < BLOCKS; i++) {
                    count(first);
                }
                third.readBarrier(Duration.ofSeconds(60)).get(60, SECONDS);
                Optional<Block> original = third.block(DAMAGED).get(60, SECONDS);
                StoredNode.flipBitOfBlock(segment(), DAMAGED);
                Awaitility.await()
                        .atMost(Duration.ofSeconds(90))
                        .untilAsserted(() -> assertThat(scrub(third).repaired())
                                .singleElement()
                                .satisfies(repaired -> {
                                    assertThat(repaired.file()).isEqualTo("journal-0000000001.log");
                                    assertThat(repaired.height()).isEqualTo(OptionalLong.of(DAMAGED));
                                    assertThat(repaired.problem()).contains("the block came from peer");
                                }));
                assertThat(scrub(third).findings()).isEmpty();
                assertThat(third.block(DAMAGED).get(60, SECONDS)).isEqualTo(original);
                count(second);
            }
            try (LedgerNode third = start(2, shared)) {
                assertThat(third.status().engine().role())
                        .as("nothing is left to recover")
                        .isNotEqualTo(Role.RECOVERING);
                count(third);
            }
        }
        assertWhole(genesis);
    }

    /** One as the state's store has it, of the other nothing but one bit is lost. */
    @Test
    void certificatesThatDecayAreWrittenWhereTheyWere() throws Exception {
        Genesis genesis;
        try (SharedResources shared = SharedResources.create();
                LedgerNode first = start(0, shared);
                LedgerNode second = start(1, shared)) {
            genesis = first.genesis();
            try (LedgerNode third = start(2, shared)) {
                for (int i = 0; i < BLOCKS; i++) {
                    count(first);
                    count(second);
                }
                third.readBarrier(Duration.ofSeconds(60)).get(60, SECONDS);
                byte[] before = Files.readAllBytes(segment());
                long wiped = StoredNode.certificate(segment(), 2);
                long turned = StoredNode.certificate(segment(), 3);
                StoredNode.zero(segment(), wiped + 8, 60);
                StoredNode.flipBit(segment(), turned + 90);
                Awaitility.await()
                        .atMost(Duration.ofSeconds(90))
                        .untilAsserted(() -> assertThat(scrub(third).repaired())
                                .hasSize(2)
                                .allSatisfy(repaired ->
                                        assertThat(repaired.problem()).contains("CERT")));
                assertThat(scrub(third).findings()).isEmpty();
                byte[] after = Files.readAllBytes(segment());
                int end = Math.toIntExact(turned + 1_000);
                assertThat(Arrays.copyOf(after, end)).isEqualTo(Arrays.copyOf(before, end));
                count(third);
            }
            try (LedgerNode third = start(2, shared)) {
                assertThat(third.status().engine().role()).isNotEqualTo(Role.RECOVERING);
                count(third);
            }
        }
        assertWhole(genesis);
    }
}
