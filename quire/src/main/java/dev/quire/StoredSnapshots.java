package dev.quire;

import dev.quire.block.MemberSet;
import dev.quire.crypto.Ed25519;
import dev.quire.hash.Hash;
import dev.quire.internal.journal.Journal;
import dev.quire.internal.memory.MemoryDisk;
import dev.quire.internal.snapshot.BadChunkException;
import dev.quire.internal.snapshot.SnapshotFiles;
import dev.quire.internal.snapshot.SnapshotManifest;
import dev.quire.internal.snapshot.SnapshotRestore;
import dev.quire.internal.snapshot.SnapshotVerifier;
import dev.quire.receipt.ReceiptVerifier;
import dev.quire.spi.store.Disk;
import dev.quire.spi.store.StateStore;
import dev.quire.storage.FileDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/** The snapshots of a directory whose node does not run. Nothing in it is changed. Used by one thread. */
final class StoredSnapshots implements AutoCloseable {
    private final Disk disk;
    private final SnapshotFiles files;

    private StoredSnapshots(Disk disk, SnapshotFiles files) {
        this.disk = disk;
        this.files = files;
    }

    /** @param directory may be missing: then there are none */
    static StoredSnapshots of(Path directory) throws IOException {
        Disk disk = Files.isDirectory(directory) ? new ReadOnlyDisk(FileDisk.open(directory)) : new MemoryDisk();
        try {
            return new StoredSnapshots(disk, SnapshotFiles.open(disk));
        } catch (IOException | RuntimeException e) {
            disk.close();
            throw e;
        }
    }

    /** The newest one that the journal's blocks join. */
    Optional<SnapshotManifest> joining(Journal journal) {
        return files.kept().stream()
                .filter(found -> found.height() >= journal.firstHeight() - 1 && found.height() <= journal.lastHeight())
                .reduce((older, newer) -> newer);
    }

    /** Makes a snapshot the state of a store. */
    void restore(SnapshotManifest snapshot, StateStore store, LongConsumer progress)
            throws IOException, BadChunkException {
        SnapshotRestore.into(store, files, snapshot, progress);
    }

    /** What is wrong with them: with the proof of one, or with a chunk. */
    List<DirectoryCheck.Finding> problems(Hash chainId, MemberSet members) throws IOException {
        List<DirectoryCheck.Finding> findings = new ArrayList<>();
        ReceiptVerifier verifier = new ReceiptVerifier(new Ed25519()::verifyMember);
        for (SnapshotManifest manifest : files.kept()) {
            Optional<String> problem = manifest.head().problem(chainId, members, verifier);
            if (problem.isEmpty()) {
                problem = chunkProblem(manifest);
            }
            problem.ifPresent(found -> findings.add(finding(manifest, found)));
        }
        return findings;
    }

    private Optional<String> chunkProblem(SnapshotManifest manifest) throws IOException {
        SnapshotVerifier verifier = new SnapshotVerifier(manifest.head());
        for (int i = 0; i < manifest.entries().size(); i++) {
            try {
                verifier.take(files.chunk(manifest, i));
            } catch (BadChunkException e) {
                return Optional.of("chunk " + i + " does not hold: " + e.getMessage());
            }
        }
        return verifier.isComplete() ? Optional.empty() : Optional.of("chunks are missing at its end");
    }

    private static DirectoryCheck.Finding finding(SnapshotManifest manifest, String problem) {
        return new DirectoryCheck.Finding(
                NodeDirectory.SNAPSHOTS, OptionalLong.of(manifest.height()), "the snapshot: " + problem);
    }

    @Override
    public void close() throws IOException {
        disk.close();
    }
}
