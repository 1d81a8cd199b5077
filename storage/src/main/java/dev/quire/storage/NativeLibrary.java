package dev.quire.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;

/**
 * RocksDB's code, which its jar unpacks into a file before it can be loaded. Left to itself, the jar deletes the file at
 * a clean exit, so that every killed node would leave 17 MB behind. Here the name goes as soon as the code is loaded; the
 * system keeps the bytes for as long as this process lives, however it ends.
 */
public final class NativeLibrary {
    private NativeLibrary() {}

    /** Loads it; once it is loaded the loader unpacks nothing. */
    public static synchronized void load() {
        try {
            // A directory of our own, which nobody else can write to: what lies in it is executed.
            Path directory = Files.createTempDirectory("quire-native-");
            // Exit hooks run newest first: the directory goes after the file that the loader puts there.
            directory.toFile().deleteOnExit();
            NativeLibraryLoader.getInstance().loadLibrary(directory.toString());
            RocksDB.loadLibrary();
            delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "RocksDB's native library cannot be unpacked into " + System.getProperty("java.io.tmpdir")
                            + ": free some space there, or name another directory with -Djava.io.tmpdir",
                    e);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (FileSystemException e) {
            // Windows keeps the names of files in use: the exit hooks delete them.
            return;
        }
    }
}
