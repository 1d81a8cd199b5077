package dev.quire;

import dev.quire.spi.store.Column;
import dev.quire.storage.DirectoryInUseException;
import dev.quire.storage.FileDisk;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a data directory takes of its disk.
 *
 * @param components by kind of file, the same kinds always
 * @param freeBytes what this user may still write to the file system
 * @param totalBytes of the file system
 */
public record DiskUse(List<Component> components, long freeBytes, long totalBytes) {
    private static final String JOURNAL = "journal";
    private static final String HEAD = "head";
    private static final String TABLES = "state tables";
    private static final String STATE_LOGS = "state logs";
    private static final String SNAPSHOTS = "snapshots";
    private static final String BALLAST = "ballast";
    private static final String UNFINISHED = "unfinished";
    private static final String OTHER = "other";

    /** The files of one kind. */
    public record Component(String name, int files, long bytes) {
        Component and(long more) {
            return new Component(name, files + 1, bytes + more);
        }
    }

    public DiskUse {
        components = List.copyOf(components);
    }

    /** All components together. */
    public long bytes() {
        return components.stream().mapToLong(Component::bytes).sum();
    }

    /** Measures a directory, whether its node runs or not. */
    public static DiskUse of(Path dataDir) throws IOException {
        Map<String, Component> components = new LinkedHashMap<>();
        for (String name : List.of(JOURNAL, HEAD, TABLES, STATE_LOGS, SNAPSHOTS, BALLAST, UNFINISHED, OTHER)) {
            components.put(name, new Component(name, 0, 0));
        }
        for (Path file : FileTree.files(dataDir)) {
            OptionalLong bytes = size(file);
            if (bytes.isPresent()) {
                components.computeIfPresent(
                        component(dataDir.relativize(file)), (name, sum) -> sum.and(bytes.getAsLong()));
            }
        }
        FileStore store = Files.getFileStore(dataDir);
        return new DiskUse(new ArrayList<>(components.values()), store.getUsableSpace(), store.getTotalSpace());
    }

    /** Empty if the file has just been deleted by the node, which runs. */
    private static OptionalLong size(Path file) throws IOException {
        try {
            return OptionalLong.of(Files.size(file));
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        }
    }

    /** Bytes of a stopped node's tables, by column; empty if the node runs, or nothing is stored that can be opened. */
    public static Map<String, Long> columns(Path dataDir) throws IOException {
        Map<String, Long> columns = new LinkedHashMap<>();
        if (!Files.isDirectory(dataDir.resolve("journal"))) {
            return columns;
        }
        try (FileDisk lock = FileDisk.open(dataDir.resolve("journal"));
                StoredStateCopy state = StoredStateCopy.of(dataDir.resolve("state"))) {
            if (!lock.list().isEmpty() && state.reader().isPresent()) {
                for (Column column : Column.values()) {
                    columns.put(column.name(), state.columnBytes(column));
                }
            }
            return columns;
        } catch (DirectoryInUseException e) {
            return columns;
        }
    }

    private static String component(Path file) {
        String directory = file.getNameCount() > 1 ? file.getName(0).toString() : "";
        String name = String.valueOf(file.getFileName());
        return switch (directory) {
            case "journal" -> name.startsWith("journal-") ? JOURNAL : name.startsWith("head") ? HEAD : OTHER;
            case "state" -> name.endsWith(".sst") ? TABLES : STATE_LOGS;
            case NodeDirectory.SNAPSHOTS -> name.startsWith("lock") ? OTHER : SNAPSHOTS;
            case "state.new", "state.old", Backup.COPIED_STATE, "restoring" -> UNFINISHED;
            case "" -> name.equals(BALLAST) ? BALLAST : OTHER;
            default -> OTHER;
        };
    }
}
