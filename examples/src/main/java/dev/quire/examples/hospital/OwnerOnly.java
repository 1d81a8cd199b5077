package dev.quire.examples.hospital;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Directories that nobody but their owner may enter. */
final class OwnerOnly {
    private OwnerOnly() {}

    /** Makes the directory with mode 0700, or gives an existing one that mode. */
    static Path directory(Path directory) throws IOException {
        Files.createDirectories(directory);
        return Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }
}
