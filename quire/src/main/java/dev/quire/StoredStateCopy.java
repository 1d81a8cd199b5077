package dev.quire;

import dev.quire.codec.Bytes;
import dev.quire.internal.chain.StoredCertificates;
import dev.quire.internal.chain.TransactionLocation;
import dev.quire.internal.execution.PastStates;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StateStore;
import dev.quire.spi.store.StoreCorruptionException;
import dev.quire.spi.store.StoreReader;
import dev.quire.spi.store.StoreReader.StoreEntry;
import dev.quire.storage.RocksDbResources;
import dev.quire.storage.RocksDbStateStore;
import dev.quire.storage.StateDirectoryException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The state directory, opened as a copy in the system's temporary directory, because opening it leaves marks. Tables are
 * never changed once they are written, so they are linked where the file system can.
 */
final class StoredStateCopy implements AutoCloseable {
    private static final long CACHE_BYTES = 16L * 1024 * 1024;
    private static final int PAGE = 1_000;

    private static final int MOST_BAD_CERTIFICATES = 100;

    // Certificates are kept as they arrive, so two nodes need not have the same: each is checked by itself.
    private static final Set<Column> COMPARED = EnumSet.complementOf(EnumSet.of(Column.CERTIFICATES));

    private final Path original;
    private final Path copy;
    private final Optional<RocksDbResources> resources;
    private final Optional<RocksDbStateStore> store;
    private final Optional<String> damage;

    private StoredStateCopy(
            Path original,
            Path copy,
            Optional<RocksDbResources> resources,
            Optional<RocksDbStateStore> store,
            Optional<String> damage) {
        this.original = original;
        this.copy = copy;
        this.resources = resources;
        this.store = store;
        this.damage = damage;
    }

    /**
     * Of a directory that may be missing: the state is then built anew at the next start. One that is damaged so that it
     * cannot be opened is like a missing one, with its {@link #damage}.
     *
     * @throws IOException if its files cannot be read
     */
    static StoredStateCopy of(Path directory) throws IOException {
        Path original = directory.toAbsolutePath().normalize();
        Path copy = Files.createTempDirectory("quire-verify-").toAbsolutePath().normalize();
        if (!Files.isDirectory(directory)) {
            Optional<String> noDirectory = Files.exists(directory)
                    ? Optional.of(original + " is no directory: move it away, and the node rebuilds the state")
                    : Optional.empty();
            return new StoredStateCopy(original, copy, Optional.empty(), Optional.empty(), noDirectory);
        }
        RocksDbResources resources = new RocksDbResources(CACHE_BYTES, CACHE_BYTES);
        try {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    copyOrLink(file, copy.resolve(String.valueOf(file.getFileName())));
                }
            }
            return new StoredStateCopy(
                    original,
                    copy,
                    Optional.of(resources),
                    Optional.of(RocksDbStateStore.open(copy, resources)),
                    Optional.empty());
        } catch (StoreCorruptionException | StateDirectoryException e) {
            return new StoredStateCopy(
                    original,
                    copy,
                    Optional.of(resources),
                    Optional.empty(),
                    Optional.of(ofOriginal(e, copy, original)));
        } catch (IOException | RuntimeException e) {
            resources.close();
            FileTree.delete(copy);
            throw new IOException(ofOriginal(e, copy, original), e);
        }
    }

    // Who reads the message has never heard of the copy, and it is gone by then.
    private static String ofOriginal(Exception failure, Path copy, Path original) {
        return String.valueOf(failure.getMessage()).replace(copy.toString(), original.toString());
    }

    private static void copyOrLink(Path from, Path to) throws IOException {
        if (from.toString().endsWith(".sst") && Files.isReadable(from)) {
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

    /** Why the state cannot be opened, or which of its tables has a checksum that does not hold. */
    Optional<String> damage() {
        return damage.or(() -> problem(() -> {
            store.ifPresent(RocksDbStateStore::verifyChecksums);
            return Optional.empty();
        }));
    }

    /** What is stored, if it could be opened. */
    Optional<StateStore> reader() {
        return store.map(opened -> opened);
    }

    /** Bytes of the tables of a column; 0 if there is no stored state. */
    long columnBytes(Column column) {
        return store.map(opened -> opened.columnBytes(column)).orElse(0L);
    }

    /** -1 if there is no stored state, or nothing in it. */
    long appliedHeight() {
        return store.map(StateStore::appliedHeight).orElse(-1L);
    }

    /** The lowest height whose state is there, which the settings decide; where it is not said, no bound. */
    long oldestState() {
        try {
            return appliedHeight() < 0
                    ? Long.MAX_VALUE
                    : reader().map(found -> new PastStates(found).oldestHeight(appliedHeight()))
                            .orElse(Long.MAX_VALUE);
        } catch (StoreCorruptionException e) {
            // The comparison with what the blocks make of it names that.
            return Long.MAX_VALUE;
        }
    }

    /** What tells the stored state from {@code expected}, if anything does. */
    Optional<String> firstDifference(StoreReader expected) {
        return problem(() -> {
            for (Column column : COMPARED) {
                Optional<String> difference = store.flatMap(found -> firstDifference(column, found, expected));
                if (difference.isPresent()) {
                    return difference;
                }
            }
            return Optional.empty();
        });
    }

    /** As {@link #firstDifference}, of the state's values alone. */
    Optional<String> firstDifferentValue(StoreReader expected) {
        return problem(() -> store.flatMap(found -> firstDifference(Column.STATE, found, expected)));
    }

    /** What is wrong with the stored certificates; only the first hundred are told. */
    List<String> badCertificates(StoredCertificates rules) {
        List<String> bad = new ArrayList<>();
        problem(() -> {
                    store.ifPresent(found -> addBadCertificates(found, rules, bad));
                    return Optional.empty();
                })
                .ifPresent(bad::add);
        return bad;
    }

    private static void addBadCertificates(StoreReader found, StoredCertificates rules, List<String> bad) {
        Bytes from = Bytes.EMPTY;
        List<StoreEntry> page;
        do {
            page = found.range(Column.CERTIFICATES, from, Optional.empty(), PAGE);
            // One page's signatures take a while: all processors work on them.
            page.parallelStream()
                    .flatMap(entry -> rules
                            .problem(entry)
                            .map(problem ->
                                    "the certificate with key " + entry.key().toHex() + " does not hold: " + problem)
                            .stream())
                    .toList()
                    .forEach(bad::add);
            if (bad.size() > MOST_BAD_CERTIFICATES) {
                bad.subList(MOST_BAD_CERTIFICATES, bad.size()).clear();
                bad.add("more certificates do not hold");
                return;
            }
            from = page.isEmpty() ? from : after(page);
        } while (page.size() == PAGE);
    }

    private Optional<String> problem(Supplier<Optional<String>> check) {
        try {
            return check.get();
        } catch (StoreCorruptionException e) {
            return Optional.of(ofOriginal(e, copy, original));
        } catch (UncheckedIOException e) {
            throw new UncheckedIOException(new IOException(ofOriginal(e, copy, original), e));
        }
    }

    private static Optional<String> firstDifference(Column column, StoreReader found, StoreReader expected) {
        Bytes from = Bytes.EMPTY;
        while (true) {
            List<StoreEntry> foundPage = page(found, column, from);
            List<StoreEntry> expectedPage = page(expected, column, from);
            if (!foundPage.equals(expectedPage)) {
                return Optional.of("column " + column + " is not what the blocks make of it, from key "
                        + firstKey(foundPage, expectedPage)
                        + " on: delete the state directory, and the node rebuilds it");
            }
            if (foundPage.size() < PAGE) {
                return Optional.empty();
            }
            from = after(foundPage);
        }
    }

    /** As any version has it. */
    private static List<StoreEntry> page(StoreReader reader, Column column, Bytes from) {
        List<StoreEntry> page = reader.range(column, from, Optional.empty(), PAGE);
        return column != Column.TRANSACTIONS
                ? page
                : page.stream()
                        .map(entry -> new StoreEntry(entry.key(), TransactionLocation.withoutMinute(entry.value())))
                        .toList();
    }

    private static Bytes after(List<StoreEntry> page) {
        return page.get(page.size() - 1).key().concat(Bytes.wrap(new byte[1]));
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
        FileTree.delete(copy);
    }
}
