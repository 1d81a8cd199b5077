package dev.quire.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does with the disks of a network, as at a terminal. */
class StorageCommandsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int RECORD_STRIDE = 128;
    private static final int RECORD_MAGIC = 0x51_4a_52_31;

    @TempDir
    Path directory;

    @Test
    void filesAreMeasuredBackedUpRestoredRebuiltAndRepaired() throws Exception {
        try (RealTestnet testnet = RealTestnet.up(directory.resolve("net"), RealTestnet.Consensus.RAFT)) {
            await().atMost(PATIENCE).until(() -> testnet.leader().isPresent());
            put(testnet, 5);
            Path backup = backUp(testnet, 2);
            put(testnet, 3);
            restore(testnet, 2, backup);
            repair(testnet, 1);
            put(testnet, 1);
            JsonNode storage = RealTestnet.run(0, "disk", "--endpoint", testnet.url(0));
            assertThat(storage.path("columns")).isNotEmpty();
            assertThat(storage.path("scrub").path("findings")).isEmpty();
            assertThat(testnet.client(0).status().path("storageFindings").asInt(-1))
                    .isZero();
        }
        for (int node = 0; node < RealTestnet.Consensus.RAFT.size(); node++) {
            String home = directory.resolve("net/node-" + node).toString();
            RealTestnet.run(0, "verify", home);
            JsonNode use = RealTestnet.run(0, "disk", home);
            assertThat(use.path("columns")).isNotEmpty();
            assertThat(use.at("/components/0/name").asText()).isEqualTo("journal");
            assertThat(use.at("/components/0/bytes").asLong()).isPositive();
        }
    }

    private static void put(RealTestnet testnet, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            RealTestnet.run(0, "kv", "put", "k" + i, "v", "--key", testnet.clientKey(), "--endpoint", testnet.url(0));
        }
    }

    private static Path backUp(RealTestnet testnet, int node) throws IOException {
        JsonNode done = RealTestnet.run(0, "backup", "--endpoint", testnet.url(node));
        assertThat(done.path("state").asText()).isEqualTo("DONE");
        assertThat(done.path("bytes").asLong()).isPositive();
        return Path.of(done.path("directory").asText());
    }

    private static void restore(RealTestnet testnet, int node, Path backup) throws IOException {
        String home = testnet.directory(node).toString();
        testnet.kill(node);
        RealTestnet.run(74, "restore", home, "--from", backup.toString());
        testnet.wipe(node);
        JsonNode restored = RealTestnet.run(0, "restore", home, "--from", backup.toString());
        assertThat(restored.path("recovering").asBoolean()).isTrue();
        testnet.start();
        awaitMember(testnet, node);
    }

    private static void repair(RealTestnet testnet, int node) throws IOException {
        String home = testnet.directory(node).toString();
        testnet.kill(node);
        int height = flipBitOfThirdBlock(testnet.directory(node).resolve("data/journal/journal-0000000001.log"));
        RealTestnet.run(1, "verify", home);
        assertThat(RealTestnet.run(1, "repair", home).at("/findings/0/height").asInt())
                .isEqualTo(height);
        JsonNode repaired = RealTestnet.run(0, "repair", home, "--from", testnet.url(0));
        assertThat(repaired.at("/repaired/0").asInt()).isEqualTo(height);
        assertThat(RealTestnet.run(0, "rebuild-state", home).path("height").asInt())
                .isPositive();
        testnet.start();
        awaitMember(testnet, node);
    }

    private static void awaitMember(RealTestnet testnet, int node) {
        await().atMost(PATIENCE).until(() -> Set.of("LEADER", "FOLLOWER").contains(testnet.role(node)));
    }

    private static int flipBitOfThirdBlock(Path journal) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(journal.toFile(), "rw")) {
            int found = 0;
            for (long at = RECORD_STRIDE; found < 3; at += RECORD_STRIDE) {
                file.seek(at);
                if (file.readInt() == RECORD_MAGIC && file.readInt() == 1 && ++found == 3) {
                    file.seek(at + 24);
                    int height = (int) file.readLong();
                    file.seek(at + 200);
                    int before = file.readUnsignedByte();
                    file.seek(at + 200);
                    file.write(before ^ 1);
                    return height;
                }
            }
            throw new AssertionError("fewer than three blocks");
        }
    }
}
