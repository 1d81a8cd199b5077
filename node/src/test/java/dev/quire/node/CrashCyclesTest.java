package dev.quire.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.DirectoryCheck;
import dev.quire.LedgerNode;
import dev.quire.block.Genesis;
import dev.quire.crypto.Ed25519Key;
import dev.quire.hash.Hash;
import dev.quire.kv.KeyValueStateMachine;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * One directory through life after life of a node: each finds all that the ones before acknowledged, writes on, and is
 * ended at a random moment, every fourth while it starts. {@link PowerLossTest} does the same to the whole daemon.
 */
class CrashCyclesTest {
    private static final int KILLS = Integer.getInteger("quire.crash.kills", 50);
    private static final int POWER_CUTS = Integer.getInteger("quire.crash.cuts", 30);
    private static final int MOST_WRITES = 300;
    private static final int LONGEST_START_MILLIS = 1_500;
    private static final int DISK_MEBIBYTES = 192;

    private final Random random = new Random(20_261_123);
    private final List<String> acknowledged = new ArrayList<>();
    private final Ed25519Key key = Ed25519Key.generate(new SecureRandom());

    @TempDir
    private Path directory;

    /** Ends a node, or the disk under it. */
    @FunctionalInterface
    private interface End {
        void of(Process node) throws IOException;
    }

    @BeforeEach
    void keepWhatNoCutCanTake() throws IOException {
        key.save(directory.resolve("node.key"));
        Files.createFile(directory.resolve("acknowledged"));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void noKillTakesWhatWasAcknowledged() throws Exception {
        Path data = directory.resolve("data");
        for (int cycle = 0; cycle < KILLS; cycle++) {
            live(data, cycle, node -> node.toHandle().destroyForcibly());
        }
        checkAll(data, KILLS + " kills");
    }

    /** A sync that fails ends the process with 74, and what it had acknowledged was on the disk by then. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void noPowerCutTakesWhatWasAcknowledged() throws Exception {
        try (Ext4Image disk = Ext4Image.make(directory, DISK_MEBIBYTES)) {
            Path data = disk.mountPoint().resolve("data");
            for (int cycle = 0; cycle < POWER_CUTS; cycle++) {
                Process node = live(data, cycle, ignored -> disk.cutPower());
                // 1: the start itself came upon the dead disk.
                assertThat(node.exitValue())
                        .as(() -> "exit code of a node that printed " + complaints())
                        .isIn(1, 74);
                disk.powerOn();
            }
            checkAll(data, POWER_CUTS + " power cuts");
        }
    }

    private Process live(Path data, int cycle, End end) throws Exception {
        Process node = start(data);
        try (BufferedReader printed = node.inputReader()) {
            if (cycle % 4 == 3) {
                boolean ended = node.waitFor(random.nextInt(LONGEST_START_MILLIS), TimeUnit.MILLISECONDS);
                assertThat(ended).as(this::complaints).isFalse();
            } else {
                assertThat(printed.readLine()).as(this::complaints).isEqualTo("OPEN");
                assertThat(printed.readLine()).as("what was acknowledged").isEqualTo("WHOLE");
                take(printed, 1 + random.nextInt(MOST_WRITES));
            }
            end.of(node);
            take(printed, Integer.MAX_VALUE);
            node.onExit().join();
            return node;
        } finally {
            node.destroyForcibly();
        }
    }

    /** What a node has printed is acknowledged; its last line may be half of one. */
    private void take(BufferedReader printed, int most) throws IOException {
        List<String> taken = new ArrayList<>();
        String line = "";
        while (taken.size() < most && (line = printed.readLine()) != null) {
            assertThat(line).as("what was acknowledged").doesNotStartWith("LOST");
            if (line.length() == 2 * Hash.SIZE) {
                taken.add(line);
            }
        }
        acknowledged.addAll(taken);
        Files.write(directory.resolve("acknowledged"), taken, StandardOpenOption.APPEND);
    }

    private Process start(Path data) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        // A log would take as long to set up as the node.
                        "-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WritingNode.class.getName(),
                        data.toString(),
                        directory.resolve("node.key").toString(),
                        directory.resolve("acknowledged").toString())
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("complaints").toFile()))
                .start();
    }

    private String complaints() {
        try {
            return Files.readString(directory.resolve("complaints"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Once more at the end, in this process, and by everything that {@code quire verify} looks at. */
    private void checkAll(Path data, String ends) throws Exception {
        Genesis genesis;
        try (LedgerNode node = WritingNode.builder(data, key).start()) {
            genesis = node.genesis();
            assertThat(new WritingNode(node).lost(acknowledged)).isEmpty();
        }
        assertThat(new DirectoryCheck(data, key.publicKey(), genesis, List.of(new KeyValueStateMachine()))
                        .run((done, of) -> {})
                        .findings())
                .isEmpty();
        System.out.println(ends + ", " + acknowledged.size() + " acknowledged writes, none lost");
    }
}
