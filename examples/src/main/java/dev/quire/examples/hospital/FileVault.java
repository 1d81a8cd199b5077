package dev.quire.examples.hospital;

import dev.quire.codec.Bytes;
import dev.quire.health.Id;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A directory of ciphertexts, one file per record. It sees nothing else, so whoever copies it has noise. Directory mode
 * 0700, file mode 0600. One writer per record.
 */
final class FileVault {
    /** The most bytes of one blob. */
    static final int MAX_BLOB_BYTES = 64 * 1024 * 1024;

    private final Path directory;

    FileVault(Path directory) throws IOException {
        this.directory = OwnerOnly.directory(directory);
    }

    /** Stores a blob: all of it and durable when this returns, or the blob before. */
    void put(Id rid, Bytes blob) throws IOException {
        Path temporary = directory.resolve(rid.toHex() + ".new");
        Files.deleteIfExists(temporary);
        try (FileChannel channel = FileChannel.open(
                temporary,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OwnerOnly.FILE))) {
            OwnerOnly.writeFully(channel, blob);
            channel.force(true);
        }
        Files.move(temporary, file(rid), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** @throws DamagedRecordException if there is no such file, or it is too large to be one */
    Bytes get(Id rid) throws IOException, DamagedRecordException {
        try {
            if (Files.size(file(rid)) > MAX_BLOB_BYTES) {
                throw new DamagedRecordException(rid, "its vault file is larger than any blob");
            }
            return Bytes.wrap(Files.readAllBytes(file(rid)));
        } catch (NoSuchFileException e) {
            throw new DamagedRecordException(rid, "its vault file is missing");
        }
    }

    boolean contains(Id rid) {
        return Files.exists(file(rid));
    }

    Path file(Id rid) {
        return directory.resolve(rid.toHex() + ".blob");
    }
}
