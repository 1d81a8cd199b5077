package dev.quire.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The daemon dies, or the disk under it, at any moment: what was acknowledged is there at the next start. It takes
 * seconds to start, so the many cycles are in {@link CrashCyclesTest}.
 */
class PowerLossTest {
    private static final int POWER_CYCLES = Integer.getInteger("quire.power.cycles", 2);
    private static final int KILL_CYCLES = Integer.getInteger("quire.lonely.kill.cycles", 2);
    private static final int MOST_WRITES = 25;

    private final Random random = new Random(20_261_123);

    @TempDir
    private Path directory;

    private void writeAndInterrupt(LonelyNode node, Interruption interruption) throws Exception {
        int before = node.acknowledged().size();
        CompletableFuture<Void> writing = CompletableFuture.runAsync(node::writeUntilItEnds);
        node.awaitAcknowledged(before + 1 + random.nextInt(MOST_WRITES));
        interruption.happens();
        writing.join();
    }

    @FunctionalInterface
    private interface Interruption {
        void happens() throws Exception;
    }

    @Test
    void aKilledNodeHasAllThatItAcknowledged() throws Exception {
        try (LonelyNode node = LonelyNode.create(directory.resolve("net"), directory.resolve("data"))) {
            for (int cycle = 0; cycle < KILL_CYCLES; cycle++) {
                node.start();
                node.checkAcknowledged();
                writeAndInterrupt(node, node::kill);
            }
            RealTestnet.run(0, "verify", node.home().toString());
            System.out.println(
                    KILL_CYCLES + " kills, " + node.acknowledged().size() + " acknowledged writes, none lost");
        }
    }

    /** What ext4 does when it finds itself damaged: reads go on until the first write, which ends the process with 74. */
    @Test
    void aDiskThatTurnsReadOnlyIsReadAndTheFirstWriteEndsTheNode() throws Exception {
        try (Ext4Image disk = Ext4Image.make(directory, 192);
                LonelyNode node = LonelyNode.create(
                        directory.resolve("net"), disk.mountPoint().resolve("data"))) {
            node.start();
            node.writeMany(MOST_WRITES);
            disk.turnReadOnly();
            node.checkAcknowledged();
            node.writeUntilItEnds();
            assertThat(node.acknowledged()).hasSize(MOST_WRITES);
            assertThat(node.awaitExit()).as(node::logged).isEqualTo(74);
            assertThat(node.logged()).contains("Read-only file system").contains("tries nothing twice");
            assertThat(node.startInVain())
                    .contains(disk.mountPoint().resolve("data").toString());
            disk.powerOn();
            node.start();
            node.checkAcknowledged();
            node.writeMany(1);
        }
    }

    /** A sync that fails ends the process with 74, and what it had acknowledged was on the disk by then. */
    @Test
    void aPowerCutTakesNothingThatWasAcknowledged() throws Exception {
        try (Ext4Image disk = Ext4Image.make(directory, 192);
                LonelyNode node = LonelyNode.create(
                        directory.resolve("net"), disk.mountPoint().resolve("data"))) {
            for (int cycle = 0; cycle < POWER_CYCLES; cycle++) {
                node.start();
                node.checkAcknowledged();
                writeAndInterrupt(node, disk::cutPower);
                assertThat(node.awaitExit()).as(node::logged).isEqualTo(74);
                assertThat(node.logged()).contains("tries nothing twice");
                disk.powerOn();
            }
            RealTestnet.run(0, "verify", node.home().toString());
            System.out.println(
                    POWER_CYCLES + " power cuts, " + node.acknowledged().size() + " acknowledged writes, none lost");
        }
    }
}
