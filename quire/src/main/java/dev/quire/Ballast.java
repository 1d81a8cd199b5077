package dev.quire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of nothing that is thrown out when the disk is full, so that the node can still be stopped, opened and repaired.
 * A start lays it down again once there is room.
 */
final class Ballast {
    private static final Logger log = LoggerFactory.getLogger(Ballast.class);
    private static final String NAME = "ballast";
    private static final int CHUNK = 1 << 20;

    private final Path file;
    private final long bytes;
    private final long reserveBytes;

    /** @param reserveBytes what the node wants to have left; the ballast is a sixteenth of it */
    Ballast(Path dataDir, long reserveBytes) {
        this.file = dataDir.resolve(NAME);
        this.bytes = reserveBytes / 16;
        this.reserveBytes = reserveBytes;
    }

    /** Before anything is opened: throws the ballast out of a full disk, and lays it down on one with room. */
    void prepare() throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (reserveBytes == 0 || directory == null) {
            return;
        }
        Files.createDirectories(directory);
        throwOutIfFull();
        // A crash may have left a part of one.
        boolean whole = Files.exists(file) && Files.size(file) >= bytes;
        if (!whole && usableBytes() > reserveBytes + bytes) {
            layDown();
        }
    }

    /** Before anything is closed, too: the last flush may need some room. */
    void throwOutIfFull() throws IOException {
        if (Files.exists(file) && usableBytes() < reserveBytes / 4) {
            Files.delete(file);
            log.warn("the disk is full: {} is deleted to make room for {} bytes; free some space", file, bytes);
        }
    }

    private long usableBytes() throws IOException {
        return Files.getFileStore(file.toAbsolutePath().getParent()).getUsableSpace();
    }

    private void layDown() throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocate(CHUNK);
            for (long left = bytes; left > 0; left -= CHUNK) {
                zeros.clear().limit((int) Math.min(CHUNK, left));
                while (zeros.hasRemaining()) {
                    channel.write(zeros);
                }
            }
        }
    }
}
