package dev.quire;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A small disk in memory, which a test can fill. Where mounts are not allowed the test is skipped, with the reason. */
final class TmpFs implements AutoCloseable {
    private static final int CHUNK = 1 << 20;

    private final Path directory;

    private TmpFs(Path directory) {
        this.directory = directory;
    }

    static TmpFs mount(Path directory, int mebibytes) throws IOException {
        Files.createDirectory(directory);
        Path complaint = Files.createTempFile("mount", ".txt");
        boolean mounted = run(
                complaint, "mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "quire-test", directory.toString());
        String reason = Files.readString(complaint).strip();
        Files.delete(complaint);
        if (!mounted) {
            System.out.println("skipped: no small disk can be mounted here: " + reason);
        }
        assumeTrue(mounted, () -> "no small disk can be mounted here: " + reason);
        return new TmpFs(directory);
    }

    private static boolean run(Path complaint, String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(complaint.toFile())
                    .start();
            return process.onExit().join().exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    Path directory() {
        return directory;
    }

    long usableBytes() throws IOException {
        return Files.getFileStore(directory).getUsableSpace();
    }

    /** Fills the disk until only so much is left. */
    void fillUpTo(long bytesLeft) throws IOException {
        try (FileChannel channel =
                FileChannel.open(directory.resolve("filler"), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (usableBytes() > bytesLeft) {
                long missing = usableBytes() - bytesLeft;
                channel.write(ByteBuffer.allocate((int) Math.min(CHUNK, missing)));
            }
        }
    }

    void empty() throws IOException {
        Files.delete(directory.resolve("filler"));
    }

    @Override
    public void close() throws IOException {
        Path complaint = Files.createTempFile("umount", ".txt");
        run(complaint, "umount", directory.toString());
        Files.delete(complaint);
    }
}
