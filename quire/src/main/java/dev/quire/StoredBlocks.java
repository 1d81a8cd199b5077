package dev.quire;

import dev.quire.block.Genesis;
import dev.quire.internal.journal.Journal;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.state.StateMachine;
import dev.quire.storage.FileDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The blocks of a directory whose node does not run, or of a back-up. Nothing in it is changed. Used by one thread. */
public final class StoredBlocks implements Repair.Source, AutoCloseable {
    private final ReadOnlyDisk disk;
    private final Journal journal;

    private StoredBlocks(ReadOnlyDisk disk, Journal journal) {
        this.disk = disk;
        this.journal = journal;
    }

    /** Opens the journal of a node's data directory. */
    public static StoredBlocks of(NodeDirectory node) throws IOException {
        node.requireJournal();
        ReadOnlyDisk disk = new ReadOnlyDisk(FileDisk.open(node.journal()));
        try {
            return new StoredBlocks(disk, node.openJournal(disk));
        } catch (IOException | RuntimeException e) {
            disk.close();
            throw e;
        }
    }

    /** Opens the journal of a back-up, of whichever node of the chain. */
    public static StoredBlocks ofBackup(Path backup, Genesis genesis, List<StateMachine> plugins) throws IOException {
        return of(new NodeDirectory(backup, BackupManifest.read(backup).nodeId(), genesis, plugins));
    }

    @Override
    public Optional<Entry> entry(long height) throws IOException {
        return journal.load(height, height, 1).stream().findFirst();
    }

    @Override
    public void close() throws IOException {
        journal.close();
        disk.close();
    }
}
