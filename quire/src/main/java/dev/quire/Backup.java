package dev.quire;

import dev.quire.block.Genesis;
import dev.quire.block.PublicKey;
import dev.quire.hash.Hash;
import dev.quire.internal.journal.EvidenceFiles;
import dev.quire.internal.journal.Journal;
import dev.quire.internal.journal.JournalCopy;
import dev.quire.internal.journal.JournalCut;
import dev.quire.internal.runtime.JournalAccess;
import dev.quire.storage.FileDisk;
import dev.quire.storage.RocksDbStateStore;
import dev.quire.storage.StateTable;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One back-up of a running node, which goes on committing: first the state as it is, then the journal, which reaches at
 * least as far. The copy has nothing in common with the node's own files, and nothing of its key.
 */
final class Backup {
    /** Beside the state: its tables, linked, while they are being copied. */
    static final String COPIED_STATE = "state.backup";

    private static final Logger log = LoggerFactory.getLogger(Backup.class);
    private static final long PATIENCE_SECONDS = 60;

    /** What names, the genesis document and the manifest may take. */
    private static final long MARGIN_BYTES = 1 << 20;

    private final NodeFiles files;
    private final Path directory;
    private final long reserveBytes;
    private volatile BackupStatus status;
    private long bytes;
    private long ofBytes;
    private long height;

    /** What is copied of a running node, and what of. */
    record NodeFiles(
            Path dataDir,
            RocksDbStateStore store,
            JournalAccess journal,
            PublicKey nodeId,
            Hash chainId,
            Genesis genesis) {}

    /** @param reserveBytes what must stay free on the disk that the node itself writes to */
    Backup(NodeFiles files, Path directory, long reserveBytes) {
        this.files = files;
        this.directory = directory;
        this.reserveBytes = reserveBytes;
        this.status = new BackupStatus(BackupStatus.State.RUNNING, directory, 0, 0, 0, Optional.empty());
    }

    /** Any thread. */
    BackupStatus status() {
        return status;
    }

    /** Does it all; what goes wrong is in the {@link #status()}. An interrupt ends it. */
    void run() {
        Path part = directory.resolveSibling(directory.getFileName() + ".part");
        try {
            copy(part);
            FileTree.move(part, directory);
            tell(BackupStatus.State.DONE, Optional.empty());
        } catch (IOException | RuntimeException e) {
            tell(BackupStatus.State.FAILED, Optional.of(String.valueOf(e.getMessage())));
            remove(part);
        }
    }

    /**
     * Looks whether there is room for it.
     *
     * @throws NoRoomException if there is not
     */
    void requireRoom() throws IOException {
        requireRoom(files.store().tables().stream().mapToLong(StateTable::bytes).sum(), cut());
    }

    private void requireRoom(long stateBytes, JournalCut cut) throws IOException {
        // Segments are copied with the room that is laid out in them.
        long needed = MARGIN_BYTES
                + stateBytes
                + cut.parts().stream().mapToLong(JournalCut.Part::size).sum()
                + FileTree.bytesThatAreLeft(snapshots())
                + FileTree.bytesThatAreLeft(evidence());
        FileStore target = Files.getFileStore(existing(directory));
        boolean own = target.equals(Files.getFileStore(files.dataDir()));
        long usable = target.getUsableSpace();
        long missing = needed + (own ? reserveBytes : 0) - usable;
        if (missing > 0) {
            throw new NoRoomException(
                    "the back-up takes " + needed + " bytes, and " + usable + " are free at " + directory
                            + (own ? ", of which " + reserveBytes + " must stay so for the node itself" : "") + ": "
                            + missing + " bytes are missing",
                    missing);
        }
    }

    private static Path existing(Path path) throws IOException {
        for (Path up = path.toAbsolutePath(); up != null; up = up.getParent()) {
            if (Files.exists(up)) {
                return up;
            }
        }
        throw new NoSuchFileException(path.toString());
    }

    private void copy(Path part) throws IOException {
        Path copiedState = files.dataDir().resolve(COPIED_STATE);
        FileTree.delete(copiedState);
        Files.createDirectories(part);
        files.store().copyTo(copiedState);
        try (JournalAccess.Hold segments = files.journal().hold()) {
            log.debug("segments are held while they are copied: {}", segments);
            JournalCut cut = cut();
            List<Path> state = FileTree.files(copiedState);
            height = cut.lastHeight();
            // The state has been flushed meanwhile.
            requireRoom(FileTree.bytes(state), cut);
            ofBytes = FileTree.bytes(state) + cut.bytes();
            FileTree.copy(state, part.resolve("state"), this::passed);
            copySnapshots(part.resolve(NodeDirectory.SNAPSHOTS));
            copyJournal(cut, part.resolve("journal"));
        } finally {
            FileTree.delete(copiedState);
        }
        Files.write(
                part.resolve("genesis.quire"),
                files.genesis().encoded().toArray(),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE,
                StandardOpenOption.SYNC);
        new BackupManifest(files.chainId(), files.nodeId(), height).write(part);
    }

    private JournalCut cut() throws IOException {
        try {
            return files.journal().ask(Journal::cut).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the journal does not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the node stops", e);
        }
    }

    private void copyJournal(JournalCut cut, Path target) throws IOException {
        Path source = files.dataDir().resolve("journal");
        try (FileDisk disk = FileDisk.open(target)) {
            JournalCopy.write(cut, name -> FileDisk.openToRead(source.resolve(name)), disk, this::passed);
        }
        FileTree.copy(evidence(), target, copied -> {});
    }

    private List<Path> evidence() throws IOException {
        return FileTree.files(files.dataDir().resolve("journal")).stream()
                .filter(file -> EvidenceFiles.isName(String.valueOf(file.getFileName())))
                .toList();
    }

    private List<Path> snapshots() throws IOException {
        return FileTree.files(files.dataDir().resolve(NodeDirectory.SNAPSHOTS));
    }

    /** A manifest is deleted before its chunks are: where it is still there afterwards, none was missing. */
    private void copySnapshots(Path target) throws IOException {
        List<Path> all = snapshots();
        List<Path> manifests = named(all, ".manifest");
        List<Path> chunks = named(all, ".chunk");
        ofBytes += FileTree.bytesThatAreLeft(chunks) + FileTree.bytesThatAreLeft(manifests);
        FileTree.copyWhatIsLeft(chunks, target, this::passed);
        FileTree.copyWhatIsLeft(manifests, target, this::passed);
    }

    private static List<Path> named(List<Path> files, String end) {
        return files.stream()
                .filter(file -> String.valueOf(file.getFileName()).matches("snapshot-.*\\" + end))
                .toList();
    }

    private void passed(long more) {
        bytes += more;
        tell(BackupStatus.State.RUNNING, Optional.empty());
    }

    private void tell(BackupStatus.State state, Optional<String> problem) {
        status = new BackupStatus(state, directory, bytes, ofBytes, height, problem);
    }

    // It failed for another reason, which is told; what is left has .part behind its name and is taken for nothing.
    private void remove(Path part) {
        try {
            FileTree.delete(part);
        } catch (IOException e) {
            tell(
                    BackupStatus.State.FAILED,
                    status.problem().map(why -> why + "; and " + part + " cannot be deleted: " + e.getMessage()));
        }
    }
}
