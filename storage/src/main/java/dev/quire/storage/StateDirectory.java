package dev.quire.storage;

import dev.quire.spi.store.StoreCorruptionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** Where a store lies, and what its failures mean to whoever runs the node. */
record StateDirectory(Path path) {
    static StateDirectory at(Path path) throws IOException {
        StateDirectory directory = new StateDirectory(path.toAbsolutePath().normalize());
        Files.createDirectories(directory.path);
        directory.requireWholeOrFresh();
        return directory;
    }

    /** RocksDB would take a directory without this file for a new one and delete the tables in it. */
    private void requireWholeOrFresh() throws IOException {
        if (exists()) {
            return;
        }
        try (Stream<Path> files = Files.list(path)) {
            if (files.anyMatch(file -> file.toString().endsWith(".sst"))) {
                throw corrupt("it has tables, but the file CURRENT is missing", null);
            }
        }
    }

    long usableBytes() {
        return path.toFile().getUsableSpace();
    }

    boolean exists() {
        return Files.exists(path.resolve("CURRENT"));
    }

    StateDirectoryException newer(String what) {
        return new StateDirectoryException("The state directory " + path + " has " + what
                + ", so a newer version of this program wrote it. Start that version, or delete the directory: the"
                + " state is then rebuilt from the journal.");
    }

    StoreCorruptionException corrupt(String what, @Nullable Throwable cause) {
        String message = "The state directory " + path + " is damaged: " + what
                + ". Stop the node, check the disk, delete this directory and start again: the state is then rebuilt"
                + " from the journal.";
        return cause == null ? new StoreCorruptionException(message) : new StoreCorruptionException(message, cause);
    }

    /** For calls that may throw {@link IOException}; damage is thrown at once. */
    IOException failure(String action, RocksDBException cause) {
        String reason = Objects.toString(cause.getMessage(), "RocksDB gives no reason");
        if (reason.contains(path.resolve("LOCK").toString())) {
            return new StateDirectoryException(
                    "The state directory " + path + " is in use. Stop the node that uses it, or give this node a"
                            + " directory of its own. (" + reason + ")",
                    cause);
        }
        if (isDamage(cause, reason)) {
            throw corrupt(reason, cause);
        }
        return new StateDirectoryException(
                "Cannot " + action + " the state directory " + path + ": " + reason + ". Check the disk and its free"
                        + " space, then start the node again: it goes on from the last flush.",
                cause);
    }

    RuntimeException readFailure(RocksDBException cause) {
        return new UncheckedIOException(failure("read", cause));
    }

    /** Damaged bytes can read as anything; and the names of files stand in other files. */
    private static boolean isDamage(RocksDBException failure, String reason) {
        Status.Code code = code(failure);
        return code == Status.Code.Corruption
                || code == Status.Code.NotFound
                || code == Status.Code.NotSupported
                || code == Status.Code.InvalidArgument
                || (code == Status.Code.IOError && reason.contains("No such file or directory"));
    }

    private static Status.@Nullable Code code(RocksDBException failure) {
        Status status = failure.getStatus();
        return status == null ? null : status.getCode();
    }
}
