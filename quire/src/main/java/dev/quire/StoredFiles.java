package dev.quire;

import dev.quire.DirectoryCheck.Finding;
import dev.quire.block.Evidence;
import dev.quire.codec.Bytes;
import dev.quire.internal.journal.EvidenceFiles;
import dev.quire.internal.snapshot.SnapshotCheck;
import dev.quire.spi.store.DiskFile;
import dev.quire.storage.FileDisk;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Evidence and snapshots of a running node, read for its scrub: their owners may add and delete files meanwhile. */
final class StoredFiles {
    private final Path journal;
    private final Path snapshots;
    private final List<String> evidence;
    private final List<String> ofSnapshots;

    private StoredFiles(Path dataDir) throws IOException {
        this.journal = dataDir.resolve("journal");
        this.snapshots = dataDir.resolve(NodeDirectory.SNAPSHOTS);
        this.evidence = names(journal).stream().filter(EvidenceFiles::isName).toList();
        this.ofSnapshots = names(snapshots).stream()
                .filter(name -> name.startsWith("snapshot-"))
                .toList();
    }

    /** Those that are there now. */
    static StoredFiles of(Path dataDir) throws IOException {
        return new StoredFiles(dataDir);
    }

    private static List<String> names(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    /** Is told of bytes as they are read, and may take its time. */
    @FunctionalInterface
    interface Meter {
        void read(long bytes) throws IOException;
    }

    /** Of all of them. */
    long bytes() {
        return FileTree.bytesThatAreLeft(evidence.stream().map(journal::resolve).toList())
                + FileTree.bytesThatAreLeft(
                        ofSnapshots.stream().map(snapshots::resolve).toList());
    }

    /** The heights of those that are whole. */
    List<Long> snapshots() {
        return ofSnapshots.stream()
                .map(SnapshotCheck::height)
                .flatMap(height -> height.stream().boxed())
                .toList();
    }

    /** What is wrong with it, if anything is. */
    Optional<Finding> checkSnapshot(long height, Meter meter) throws IOException {
        try {
            return SnapshotCheck.first(height, (name, most) -> read(snapshots.resolve(name), most, meter))
                    .map(found -> new Finding(
                            NodeDirectory.SNAPSHOTS + "/" + found.file(),
                            OptionalLong.of(height),
                            found.what() + "; so the snapshot of height " + height + " is of no use"));
        } catch (InterruptedIOException | ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            return Optional.of(new Finding(
                    NodeDirectory.SNAPSHOTS,
                    OptionalLong.of(height),
                    "a file of the snapshot cannot be read: " + e + "; check the disk at once"));
        }
    }

    List<Finding> checkEvidence(Meter meter) throws IOException {
        List<Finding> findings = new ArrayList<>();
        for (String name : evidence) {
            evidenceProblem(name, meter)
                    .ifPresent(problem -> findings.add(new Finding(
                            name,
                            OptionalLong.empty(),
                            problem
                                    + "; this evidence proves nothing any more: take the file from a back-up, or the evidence"
                                    + " from another member")));
        }
        return findings;
    }

    private Optional<String> evidenceProblem(String name, Meter meter) throws IOException {
        try {
            return read(journal.resolve(name), Evidence.MAX_SIZE, meter)
                    .flatMap(content -> EvidenceFiles.problem(name, content));
        } catch (InterruptedIOException | ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            return Optional.of("it cannot be read: " + e);
        }
    }

    private static Optional<Bytes> read(Path path, int most, Meter meter) throws IOException {
        try (DiskFile file = FileDisk.openToRead(path)) {
            long size = file.size();
            if (size > most) {
                return Optional.of(Bytes.EMPTY);
            }
            ByteBuffer content = ByteBuffer.allocate((int) size);
            file.read(0, content);
            meter.read(size);
            return Optional.of(Bytes.wrap(content.array()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
