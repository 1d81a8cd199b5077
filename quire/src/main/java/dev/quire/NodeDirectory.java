package dev.quire;

import dev.quire.block.Genesis;
import dev.quire.block.PublicKey;
import dev.quire.crypto.Ed25519;
import dev.quire.hash.Hash;
import dev.quire.internal.execution.BlockExecutor;
import dev.quire.internal.journal.Identity;
import dev.quire.internal.journal.Journal;
import dev.quire.internal.journal.JournalConfig;
import dev.quire.spi.state.StateMachine;
import dev.quire.spi.store.Disk;
import dev.quire.spi.store.StateStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * Where a node keeps its data, and what it takes to read them without starting it.
 *
 * @param dataDir has the journal, and beside it the state that was made of it
 * @param nodeId whose data they are
 * @param genesis what the chain began with
 * @param plugins those of the genesis document
 */
public record NodeDirectory(Path dataDir, PublicKey nodeId, Genesis genesis, List<StateMachine> plugins) {
    /** The directory of snapshots in the data directory. */
    static final String SNAPSHOTS = "snapshots";

    public NodeDirectory {
        plugins = List.copyOf(plugins);
    }

    /** The same node's data in another place. */
    NodeDirectory at(Path elsewhere) {
        return new NodeDirectory(elsewhere, nodeId, genesis, plugins);
    }

    Path journal() {
        return dataDir.resolve("journal");
    }

    Path state() {
        return dataDir.resolve("state");
    }

    Path snapshots() {
        return dataDir.resolve(SNAPSHOTS);
    }

    Hash chainId() {
        return LedgerNode.chainIdOf(genesis, plugins);
    }

    /** @throws IOException if no node has ever run there */
    void requireJournal() throws IOException {
        if (!Files.isDirectory(journal())) {
            throw new IOException("there is no journal in " + dataDir + ": the node has never run there");
        }
    }

    Journal openJournal(Disk disk) throws IOException {
        return Journal.open(disk, JournalConfig.defaults(), new Identity(chainId(), nodeId));
    }

    /** Executes blocks of the own journal, whose signatures were checked before they came into it. */
    BlockExecutor executor(StateStore store) throws IOException {
        return new BlockExecutor(genesis, plugins, store, transactions -> OptionalInt.empty(), new Ed25519());
    }

    DirectoryCheck check() {
        return new DirectoryCheck(dataDir, nodeId, genesis, plugins);
    }
}
