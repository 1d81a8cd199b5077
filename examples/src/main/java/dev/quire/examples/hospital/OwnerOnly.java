package dev.quire.examples.hospital;

import dev.quire.codec.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that nobody but their owner may read. */
final class OwnerOnly {
    static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwx------");

    private OwnerOnly() {}

    /** Makes the directory with mode 0700, or gives an existing one that mode. */
    static Path directory(Path directory) throws IOException {
        Files.createDirectories(directory);
        return Files.setPosixFilePermissions(directory, DIRECTORY);
    }

    static void writeFully(FileChannel channel, Bytes bytes) throws IOException {
        ByteBuffer buffer = bytes.asBuffer();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
