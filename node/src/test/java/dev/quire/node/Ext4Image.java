package dev.quire.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * An ext4 file system in a file, whose power can be cut: what no sync has carried to the image is gone, as after a real
 * power cut, and whoever writes gets errors. It can also turn read-only, as ext4 does with {@code errors=remount-ro} when
 * it finds itself damaged. Where that is not possible the test is skipped, with the reason.
 */
final class Ext4Image implements AutoCloseable {
    // ioctl EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH.
    private static final String CUT = "import fcntl, os, struct, sys;"
            + "fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587D, struct.pack('I', 2))";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String OPTIONS = "loop,errors=remount-ro";

    private final Path image;
    private final Path mountPoint;
    private boolean mounted;

    private Ext4Image(Path image, Path mountPoint) {
        this.image = image;
        this.mountPoint = mountPoint;
    }

    static Ext4Image make(Path directory, int mebibytes) throws IOException {
        Ext4Image made =
                new Ext4Image(directory.resolve("disk.img"), Files.createDirectory(directory.resolve("mounted")));
        try (RandomAccessFile file = new RandomAccessFile(made.image.toFile(), "rw")) {
            file.setLength((long) mebibytes << 20);
        }
        made.require("mkfs.ext4", "-q", made.image.toString());
        made.require("mount", "-o", OPTIONS, made.image.toString(), made.mountPoint.toString());
        made.mounted = true;
        try {
            made.require("python3", "-c", CUT, made.mountPoint.toString());
            made.powerOn();
            return made;
        } catch (IOException | RuntimeException e) {
            made.close();
            throw e;
        }
    }

    private void require(String... command) throws IOException {
        String reason = run(command);
        if (!reason.isEmpty()) {
            System.out.println("skipped: no power can be cut here: " + command[0] + ": " + reason);
        }
        assumeTrue(reason.isEmpty(), () -> command[0] + ": " + reason);
    }

    /** What went wrong; empty if nothing did. */
    private String run(String... command) throws IOException {
        Path output = Files.createTempFile(image.getParent(), "output", ".txt");
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            int exitCode = process.onExit().join().exitValue();
            return exitCode == 0
                    ? ""
                    : "exit code " + exitCode + " " + Files.readString(output).strip();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        } finally {
            Files.delete(output);
        }
    }

    Path mountPoint() {
        return mountPoint;
    }

    void cutPower() throws IOException {
        assertThat(run("python3", "-c", CUT, mountPoint.toString())).isEmpty();
    }

    /** Reads go on. A plain remount would not do: the kernel refuses it while a file is open for writing. */
    void turnReadOnly() throws IOException {
        Path device = Path.of(Files.getFileStore(mountPoint).name()).getFileName();
        Path trigger = Path.of("/sys/fs/ext4").resolve(device).resolve("trigger_fs_error");
        boolean possible = Files.isWritable(trigger);
        if (!possible) {
            System.out.println("skipped: no disk can be turned read-only here: no file " + trigger + " to write to");
        }
        assumeTrue(possible, () -> trigger + " cannot be written");
        Files.writeString(trigger, "test");
    }

    /** After a cut, or once it is read-only; nobody may use the files any more. */
    void powerOn() throws IOException {
        close();
        assertThat(run("mount", "-o", OPTIONS, image.toString(), mountPoint.toString()))
                .isEmpty();
        mounted = true;
    }

    @Override
    public void close() throws IOException {
        if (mounted) {
            // Whoever searches the machine's files just now keeps it busy for a moment.
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(run("umount", mountPoint.toString())).isEmpty());
            mounted = false;
        }
    }
}
