package dev.quire.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * An ext4 file system in a file, whose power can be cut: what no sync has carried to the image is gone, as after a real
 * power cut, and whoever writes gets errors. Where that is not possible the test is skipped, with the reason.
 */
final class Ext4Image implements AutoCloseable {
    // ioctl EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH.
    private static final String CUT = "import fcntl, os, struct, sys;"
            + "fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587D, struct.pack('I', 2))";

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
        made.require("mount", "-o", "loop", made.image.toString(), made.mountPoint.toString());
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

    /** After a cut; nobody may use the files any more. */
    void powerOn() throws IOException {
        close();
        assertThat(run("mount", "-o", "loop", image.toString(), mountPoint.toString()))
                .isEmpty();
        mounted = true;
    }

    @Override
    public void close() throws IOException {
        if (mounted) {
            assertThat(run("umount", mountPoint.toString())).isEmpty();
            mounted = false;
        }
    }
}
