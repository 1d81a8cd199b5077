package dev.quire;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.Block;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.spi.consensus.EngineStatus.Role;
import dev.quire.spi.net.Peer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk decays under a stopped node: real files, real connections. */
class DamagedJournalTest {
    private static final int RECORD_STRIDE = 128;
    private static final int RECORD_MAGIC = 0x51_4a_52_31;
    private static final int BLOCK = 1;
    private static final int DAMAGED_HEIGHT = 5;

    private final Account account = new Account(Ed25519Key.generate(new SecureRandom()));
    private final List<Ed25519Key> keys = new ArrayList<>();
    private final List<Peer> peers = new ArrayList<>();

    private LedgerNode start(Path dir, int number, SharedResources shared) throws IOException {
        return LedgerNode.builder()
                .dataDir(dir.resolve("node-" + number))
                .name("test-" + number)
                .identity(keys.get(number))
                .stateMachine(new CounterStateMachine())
                .consensus(Consensus.raft(peers))
                .resources(shared)
                .start();
    }

    private void count(LedgerNode node) throws Exception {
        node.commit(account.transaction(node.chainId(), 7, Bytes.EMPTY)).get(60, SECONDS);
    }

    /** Turns one bit in the middle of the {@code which}-th block of the journal, 1 for the first. */
    private static void flipBitOfBlock(Path journal, int which) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(journal.toFile(), "rw")) {
            int found = 0;
            for (long at = RECORD_STRIDE; at < file.length(); at += RECORD_STRIDE) {
                file.seek(at);
                if (file.readInt() == RECORD_MAGIC && file.readInt() == BLOCK && ++found == which) {
                    long middle = at + RECORD_STRIDE + 50;
                    file.seek(middle);
                    int before = file.readUnsignedByte();
                    file.seek(middle);
                    file.write(before ^ 4);
                    return;
                }
            }
            throw new AssertionError("the journal has only " + found + " blocks");
        }
    }

    private static void awaitRecovered(LedgerNode node) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .until(() -> node.status().engine().role() != Role.RECOVERING);
    }

    @Test
    void aDamagedBlockIsFoundFetchedFromAPeerAndWrittenBack(@TempDir Path dir) throws Exception {
        for (int i = 0; i < 3; i++) {
            keys.add(Ed25519Key.generate(new SecureRandom()));
            peers.add(new Peer(keys.get(i).publicKey(), "127.0.0.1", LocalCluster.freePort()));
        }
        try (SharedResources shared = SharedResources.create();
                LedgerNode first = start(dir, 0, shared);
                LedgerNode second = start(dir, 1, shared)) {
            Optional<Block> original;
            try (LedgerNode third = start(dir, 2, shared)) {
                for (int i = 0; i < 2 * DAMAGED_HEIGHT; i++) {
                    count(first);
                }
                third.readBarrier(Duration.ofSeconds(60)).get(60, SECONDS);
                original = third.block(DAMAGED_HEIGHT).get(60, SECONDS);
            }
            flipBitOfBlock(dir.resolve("node-2").resolve("journal").resolve("journal-0000000001.log"), DAMAGED_HEIGHT);
            try (LedgerNode third = start(dir, 2, shared)) {
                assertThat(third.status().engine().role()).isEqualTo(Role.RECOVERING);
                count(second);
                awaitRecovered(third);
                assertThat(third.block(DAMAGED_HEIGHT).get(60, SECONDS)).isEqualTo(original);
            }
            try (LedgerNode third = start(dir, 2, shared)) {
                assertThat(third.status().engine().role()).isNotEqualTo(Role.RECOVERING);
                assertThat(third.block(DAMAGED_HEIGHT).get(60, SECONDS)).isEqualTo(original);
                count(third);
            }
        }
    }
}
