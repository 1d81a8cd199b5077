package dev.quire.gateway.audit;

import dev.quire.Progress;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Looks for needles in directories and databases: in every file as it is, and in every store that it can open. */
final class DataScan {
    private static final String H2_FILE = ".mv.db";

    private final ShownNames names;
    private final Contents contents;
    private final LeakScan.Logins logins;
    private final Progress progress;
    private final long expectedBytes;
    private final List<LeakReport.Unreadable> unreadable = new ArrayList<>();
    private long files;
    private long passedBytes;

    DataScan(
            Needles needles,
            Consumer<Leak> leaks,
            Matcher.Each each,
            LeakScan.Logins logins,
            Progress progress,
            long expectedBytes) {
        this.names = new ShownNames(needles, leaks, each);
        this.contents = new Contents(needles, leaks, each, name -> names.of(name, "a zip member"));
        this.logins = logins;
        this.progress = progress;
        this.expectedBytes = expectedBytes;
    }

    long files() {
        return files;
    }

    long bytes() {
        return contents.bytes();
    }

    List<LeakReport.Unreadable> unreadable() {
        return unreadable;
    }

    /** Bytes of all files of a directory, to tell how far a scan has got. */
    static long size(Path root) throws IOException {
        long[] size = {0};
        Files.walkFileTree(root.toRealPath(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                size[0] += attributes.size();
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException why) {
                // The scan itself says so.
                return FileVisitResult.CONTINUE;
            }
        });
        return size[0];
    }

    /** A directory and all below it, or one file; where a link leads that is named itself. Others are not followed, but told. */
    void directory(Path root) throws IOException {
        Path real = root.toRealPath();
        Files.walkFileTree(real, new Walk(real, root.toString()));
    }

    private final class Walk extends SimpleFileVisitor<Path> {
        private final Path root;
        private final String shownRoot;

        /** How the directories from the root down to here may be shown. */
        private final Deque<String> shown = new ArrayDeque<>();

        Walk(Path root, String shownRoot) {
            this.root = root;
            this.shownRoot = shownRoot;
        }

        private String shown(Path path) {
            String parent = shown.isEmpty() ? "" : shown.getLast();
            return path.equals(root) ? shownRoot : parent + "/" + names.of(String.valueOf(path.getFileName()), parent);
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            String name = shown(directory);
            shown.addLast(name);
            if (Files.exists(directory.resolve("CURRENT")) && Files.exists(directory.resolve("IDENTITY"))) {
                attempt(name, "rocksdb", () -> RocksDbEntries.ofDatabase(directory, entries(name)));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException why) {
            shown.removeLast();
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
                file(file, shown(file));
            } else if (attributes.isSymbolicLink()) {
                unreadable.add(new LeakReport.Unreadable(
                        shown(file), "link", "it is not followed: name where it leads with --data"));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException why) {
            attempt(shown(file), "file", () -> {
                throw why;
            });
            return FileVisitResult.CONTINUE;
        }
    }

    private interface Attempt {
        void run() throws IOException, SQLException;
    }

    /** What cannot be read is told, and the scan goes on. Messages of others may repeat what stands in a file. */
    private void attempt(String file, String store, Attempt attempt) {
        try {
            attempt.run();
        } catch (NoSuchFileException e) {
            // A running node deletes files: what is gone leaks nothing.
            return;
        } catch (IOException | SQLException e) {
            String why = e.getClass().getPackageName().startsWith("java.")
                    ? e.getClass().getSimpleName()
                    : e.toString();
            unreadable.add(new LeakReport.Unreadable(file, store, why));
        }
    }

    private void file(Path file, String shown) {
        files++;
        attempt(shown, "file", () -> {
            try (InputStream in = Files.newInputStream(file)) {
                contents.stream(new Place(shown, "file", ""), in, this::pass);
            }
        });
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(".sst")) {
            attempt(shown, "rocksdb", () -> RocksDbEntries.ofTable(file, entries(shown)));
        } else if (name.endsWith(H2_FILE)) {
            attempt(shown, "sql", () -> copyOfH2(file, shown));
        } else if (name.startsWith("journal-") && name.endsWith(".log")) {
            attempt(shown, "journal", () -> journal(file, shown));
        }
    }

    private void pass(long bytes) {
        passedBytes += bytes;
        progress.at(passedBytes, Math.max(passedBytes, expectedBytes));
    }

    private RocksDbEntries.Entries entries(String file) {
        return (family, key, value) -> {
            contents.small(new Place(file, "rocksdb", family + " key"), key);
            contents.small(new Place(file, "rocksdb", family + " value"), value);
        };
    }

    private void journal(Path file, String shown) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), Search.CHUNK)) {
            JournalRecords.read(
                    in,
                    (height, index, payload) -> contents.small(
                            new Place(shown, "journal", "block " + height + ", transaction " + index), payload));
        }
    }

    /** Opening leaves marks, so a copy is opened. */
    private void copyOfH2(Path file, String shown) throws IOException, SQLException {
        Path directory = Files.createTempDirectory("quire-leak-scan-");
        try {
            Files.copy(file, directory.resolve("copy" + H2_FILE));
            String url = "jdbc:h2:file:" + directory.resolve("copy") + ";IFEXISTS=TRUE;LAZY_QUERY_EXECUTION=1";
            try (Connection connection = DriverManager.getConnection(url, logins.h2User(), logins.h2Password())) {
                rows(shown, connection);
            }
        } finally {
            TemporaryFiles.delete(directory);
        }
    }

    /** @param url with user and password, if it needs them */
    void database(String url) {
        String shown = url.replaceAll("[?;].*", "");
        attempt(shown, "sql", () -> {
            Properties login = new Properties();
            logins.databasePassword().ifPresent(password -> login.setProperty("password", password));
            try (Connection connection = DriverManager.getConnection(url, login)) {
                rows(shown, connection);
            }
        });
    }

    private void rows(String shown, Connection connection) throws SQLException, IOException {
        SqlRows.read(connection, (table, column, row, value) -> {
            String where = names.of(table + "." + column, shown) + ", row " + row;
            contents.stream(new Place(shown, "sql", where), value, read -> {});
        });
    }
}
