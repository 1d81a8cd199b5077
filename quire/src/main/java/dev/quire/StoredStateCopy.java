package dev.quire;

import dev.quire.codec.Bytes;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StateStore;
import dev.quire.spi.store.StoreCorruptionException;
import dev.quire.spi.store.StoreReader;
import dev.quire.spi.store.StoreReader.StoreEntry;
import dev.quire.storage.RocksDbResources;
import dev.quire.storage.RocksDbStateStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The state directory, opened as a copy in the system's temporary directory, because opening it leaves marks. Tables are
 * never changed once they are written, so they are linked where the file system can.
 */
final class StoredStateCopy implements AutoCloseable {
    private static final long CACHE_BYTES = 16L * 1024 * 1024;
    private static final int PAGE = 1_000;

    // Certificates are kept as they arrive, so two nodes need not have the same; they and META are read, whose blocks
    // carry checksums, but not compared.
    private static final Set<Column> READ_ONLY = EnumSet.of(Column.META, Column.CERTIFICATES);

    private final Path original;
    private final Path copy;
    private final Optional<RocksDbResources> resources;
    private final Optional<StateStore> store;

    private StoredStateCopy(
            Path original, Path copy, Optional<RocksDbResources> resources, Optional<StateStore> store) {
        this.original = original;
        this.copy = copy;
        this.resources = resources;
        this.store = store;
    }

    /** Of a directory that may be missing: the state is then built anew at the next start. */
    static StoredStateCopy of(Path directory) throws IOException {
        Path original = directory.toAbsolutePath().normalize();
        Path copy = Files.createTempDirectory("quire-verify-").toAbsolutePath().normalize();
        if (!Files.isDirectory(directory)) {
            return new StoredStateCopy(original, copy, Optional.empty(), Optional.empty());
        }
        RocksDbResources resources = new RocksDbResources(CACHE_BYTES, CACHE_BYTES);
        try {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    copyOrLink(file, copy.resolve(String.valueOf(file.getFileName())));
                }
            }
            return new StoredStateCopy(
                    original, copy, Optional.of(resources), Optional.of(RocksDbStateStore.open(copy, resources)));
        } catch (IOException | RuntimeException e) {
            resources.close();
            delete(copy);
            if (e instanceof StoreCorruptionException) {
                throw new StoreCorruptionException(ofOriginal(e, copy, original), e);
            }
            throw new IOException(ofOriginal(e, copy, original), e);
        }
    }

    // Who reads the message has never heard of the copy, and it is gone by then.
    private static String ofOriginal(Exception failure, Path copy, Path original) {
        return String.valueOf(failure.getMessage()).replace(copy.toString(), original.toString());
    }

    private static void copyOrLink(Path from, Path to) throws IOException {
        if (from.toString().endsWith(".sst")) {
            try {
                Files.createLink(to, from);
                return;
            } catch (IOException | UnsupportedOperationException e) {
                // Another file system, or one without links: the bytes are copied below.
                Files.deleteIfExists(to);
            }
        }
        Files.copy(from, to);
    }

    /** -1 if there is no stored state. */
    long appliedHeight() {
        return store.map(StateStore::appliedHeight).orElse(-1L);
    }

    /** What tells the stored state from {@code expected}, if anything does. */
    Optional<String> firstDifference(StoreReader expected) {
        try {
            return difference(expected);
        } catch (StoreCorruptionException e) {
            throw new StoreCorruptionException(ofOriginal(e, copy, original), e);
        } catch (UncheckedIOException e) {
            throw new UncheckedIOException(new IOException(ofOriginal(e, copy, original), e));
        }
    }

    private Optional<String> difference(StoreReader expected) {
        for (Column column : Column.values()) {
            Optional<String> difference = store.flatMap(
                    found -> firstDifference(column, found, READ_ONLY.contains(column) ? found : expected));
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> firstDifference(Column column, StoreReader found, StoreReader expected) {
        Bytes from = Bytes.EMPTY;
        while (true) {
            List<StoreEntry> foundPage = found.range(column, from, Optional.empty(), PAGE);
            List<StoreEntry> expectedPage = expected.range(column, from, Optional.empty(), PAGE);
            if (!foundPage.equals(expectedPage)) {
                return Optional.of("column " + column + " is not what the blocks make of it, from key "
                        + firstKey(foundPage, expectedPage)
                        + " on: delete the state directory, and the node rebuilds it");
            }
            if (foundPage.size() < PAGE) {
                return Optional.empty();
            }
            from = foundPage.get(PAGE - 1).key().concat(Bytes.wrap(new byte[1]));
        }
    }

    private static String firstKey(List<StoreEntry> found, List<StoreEntry> expected) {
        int same = 0;
        while (same < Math.min(found.size(), expected.size()) && found.get(same).equals(expected.get(same))) {
            same++;
        }
        List<StoreEntry> longer = found.size() > same ? found : expected;
        return longer.get(same).key().toHex();
    }

    @Override
    public void close() throws IOException {
        if (store.isPresent()) {
            store.get().close();
        }
        resources.ifPresent(RocksDbResources::close);
        delete(copy);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
