package dev.quire.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.spi.store.Disk;
import dev.quire.spi.store.DiskContract;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDiskTest extends DiskContract {
    @TempDir
    private Path parent;

    private Path directory() {
        return parent.resolve("deep/data");
    }

    @Override
    protected Disk openDisk() throws IOException {
        return FileDisk.open(directory());
    }

    @Test
    void directoryIsForItsOwnerAlone() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory())))
                .isEqualTo("rwx------");
    }

    @Test
    void secondOpenerIsRefused() throws IOException, InterruptedException {
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(this::openDisk)
                    .isInstanceOf(DirectoryInUseException.class)
                    .hasMessageContaining("deep/data")
                    .hasMessageContaining("this process");
        }
        assertThat(openFromAnotherProcess())
                .as("the refused opener must not free the lock")
                .contains("DirectoryInUseException", "another process");
    }

    @Test
    void closedDirectoryIsFree() throws IOException {
        Path free = parent.resolve("free");
        FileDisk.open(free).close();
        FileDisk.open(free).close();
    }

    /** POSIX frees a process's lock when any handle of the file is closed, so only another process can tell. */
    private String openFromAnotherProcess() throws IOException, InterruptedException {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Opener.class.getName(),
                        directory().toString())
                .redirectErrorStream(true)
                .start();
        try {
            String said = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return said;
        } finally {
            other.destroyForcibly();
        }
    }

    /** What the other process runs; its exit says nothing, its uncaught exception does. */
    static final class Opener {
        private Opener() {}

        public static void main(String[] args) throws IOException {
            FileDisk.open(Path.of(args[0])).close();
        }
    }

    @Test
    void hidesItsLockAndWhatIsNoFile() throws IOException {
        try (Disk other = FileDisk.open(parent.resolve("other"))) {
            Files.createDirectory(parent.resolve("other/state"));
            assertThat(other.list()).isEmpty();
            assertThatThrownBy(() -> other.open("lock")).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
