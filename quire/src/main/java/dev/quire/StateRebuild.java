package dev.quire;

import dev.quire.block.Block;
import dev.quire.block.Certificate;
import dev.quire.crypto.Ed25519;
import dev.quire.hash.Hash;
import dev.quire.internal.chain.AppliedChain;
import dev.quire.internal.chain.StoredCertificates;
import dev.quire.internal.execution.BlockExecutor;
import dev.quire.internal.journal.ForeignDirectoryException;
import dev.quire.internal.journal.Journal;
import dev.quire.internal.snapshot.BadChunkException;
import dev.quire.internal.snapshot.SnapshotManifest;
import dev.quire.receipt.CertificateVerifier;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.store.StateStore;
import dev.quire.spi.store.StoreCorruptionException;
import dev.quire.storage.FileDisk;
import dev.quire.storage.RocksDbResources;
import dev.quire.storage.RocksDbStateStore;
import dev.quire.storage.StateDirectoryException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Makes a stopped node's state anew by executing all committed blocks of its journal, which stays as it is; where that
 * begins later, on top of a snapshot. The new state
 * grows beside the old one and takes its place when it is whole; a rebuild that was interrupted goes on where its last
 * flush was. Used by one thread.
 */
public final class StateRebuild {
    private static final long CACHE_BYTES = 128L << 20;
    private static final long WRITE_BUFFER_BYTES = 64L << 20;
    private static final int LOAD_BYTES = 8 << 20;
    private static final long FLUSH_BYTES = 64L << 20;

    private final NodeDirectory node;
    private final StateSwap swap;
    private final long flushBytes;

    /**
     * What was made.
     *
     * @param height of the newest block in the new state: the highest one that the journal calls committed. The node
     *     learns from the others, or at its start, of those above
     * @param resumedFrom where an interrupted rebuild had got; 0 if this one began at genesis
     * @param transactions executed this time
     */
    public record Report(long height, Hash headHash, Hash stateRoot, long resumedFrom, long transactions) {}

    public StateRebuild(NodeDirectory node) {
        this(node, FLUSH_BYTES);
    }

    /** @param flushBytes of blocks that an interruption may cost */
    StateRebuild(NodeDirectory node, long flushBytes) {
        this.node = node;
        this.swap = new StateSwap(node.dataDir());
        this.flushBytes = flushBytes;
    }

    /** As {@link #run(Progress, Progress)}, without a word about a snapshot. */
    public Report run(Progress blocks) throws IOException {
        return run((done, of) -> {}, blocks);
    }

    /**
     * Runs on the calling thread.
     *
     * @param snapshot in bytes of the snapshot that it begins with, if it does; before any block
     * @param blocks in blocks
     * @throws ConfigurationException if the directory is of another chain or node
     * @throws IOException if the directory is missing, in use by a running node, or cannot be written
     * @throws StoreCorruptionException if a block that is needed is damaged or gone
     */
    public Report run(Progress snapshot, Progress blocks) throws IOException {
        node.requireJournal();
        // The real disk is closed last; its lock keeps a node from starting meanwhile.
        try (ReadOnlyDisk disk = new ReadOnlyDisk(FileDisk.open(node.journal()));
                Journal journal = node.openJournal(disk)) {
            swap.finish();
            long target = Math.min(journal.recovered().committedMark(), journal.lastHeight());
            try (StoredSnapshots snapshots = StoredSnapshots.of(node.snapshots())) {
                requireBlocks(journal, snapshots, target);
                Report report = replay(journal, snapshots, target, snapshot, blocks);
                swap.replace();
                return report;
            }
        } catch (ForeignDirectoryException e) {
            throw ConfigurationException.ofDataDir(node.dataDir().toString(), e);
        }
    }

    private static void requireBlocks(Journal journal, StoredSnapshots snapshots, long target) {
        if (target > 0
                && journal.firstHeight() > 1
                && snapshots.joining(journal).isEmpty()) {
            throw new StoreCorruptionException("the journal begins with block " + journal.firstHeight()
                    + ", and the state cannot be made without those before or a snapshot: restore a back-up");
        }
        OptionalLong lost = journal.firstLost(1);
        if (lost.isPresent() && lost.getAsLong() <= target) {
            throw new StoreCorruptionException("block " + lost.getAsLong()
                    + " is damaged in the journal, and the state cannot be made without it: quire repair fetches it, or"
                    + " start the node, which gets it from the other members");
        }
    }

    private Report replay(
            Journal journal, StoredSnapshots snapshots, long target, Progress fromSnapshot, Progress blocks)
            throws IOException {
        try (RocksDbResources memory = new RocksDbResources(CACHE_BYTES, WRITE_BUFFER_BYTES)) {
            if (!isOfThisJournal(memory, journal, target)) {
                FileTree.delete(swap.made());
            }
            try (RocksDbStateStore store = RocksDbStateStore.open(swap.made(), memory)) {
                if (needsSnapshot(journal, store)) {
                    restore(journal, snapshots, store, fromSnapshot);
                }
                BlockExecutor executor = node.executor(store);
                long resumedFrom = executor.appliedHeight();
                long transactions = execute(journal, executor, store, target, blocks);
                keepNewestCertificate(journal, executor, store);
                store.flush();
                Hash stateRoot = new AppliedChain(store).appliedHeader().stateRoot();
                return new Report(
                        executor.appliedHeight(), executor.appliedHash(), stateRoot, resumedFrom, transactions);
            }
        }
    }

    private static boolean needsSnapshot(Journal journal, StateStore store) {
        return journal.firstHeight() > 1 && store.appliedHeight() < journal.firstHeight() - 1;
    }

    /** Begins with what the journal's blocks join. */
    private static void restore(Journal journal, StoredSnapshots snapshots, StateStore store, Progress progress)
            throws IOException {
        SnapshotManifest snapshot = snapshots.joining(journal).orElseThrow();
        try {
            snapshots.restore(
                    snapshot, store, bytes -> progress.at(bytes, snapshot.head().bytes()));
        } catch (BadChunkException e) {
            throw new StoreCorruptionException(
                    "the snapshot of height " + snapshot.height() + " is damaged, and the state cannot be made without"
                            + " it: " + e.getMessage() + "; restore a back-up",
                    e);
        }
    }

    /** Whether what an interrupted rebuild has left, if anything, can be gone on with. */
    private boolean isOfThisJournal(RocksDbResources memory, Journal journal, long target) throws IOException {
        if (!Files.exists(swap.made())) {
            return true;
        }
        try (RocksDbStateStore store = RocksDbStateStore.open(swap.made(), memory)) {
            if (needsSnapshot(journal, store)) {
                return false;
            }
            BlockExecutor executor = node.executor(store);
            long height = executor.appliedHeight();
            Optional<Block> block = journal.block(height);
            return height == 0
                    || (height <= target
                            && block.isPresent()
                            && block.get().hash().equals(executor.appliedHash()));
        } catch (StoreCorruptionException | StateDirectoryException | IllegalArgumentException e) {
            return false;
        }
    }

    private long execute(Journal journal, BlockExecutor executor, StateStore store, long target, Progress progress)
            throws IOException {
        long transactions = 0;
        long unflushed = 0;
        progress.at(executor.appliedHeight(), target);
        while (executor.appliedHeight() < target) {
            for (Entry entry : journal.load(executor.appliedHeight() + 1, target, LOAD_BYTES)) {
                executor.replay(entry.block());
                transactions += entry.block().transactions().size();
                unflushed += entry.block().encoded().size();
                if (unflushed >= flushBytes) {
                    store.flush();
                    unflushed = 0;
                }
                progress.at(entry.height(), target);
            }
        }
        return transactions;
    }

    private void keepNewestCertificate(Journal journal, BlockExecutor executor, StateStore store) throws IOException {
        StoredCertificates rules = new StoredCertificates(
                new AppliedChain(store),
                executor.chainId(),
                node.genesis().members(),
                new CertificateVerifier(new Ed25519()::verifyMember));
        Optional<Certificate> newest = journal.recovered()
                .newestCertificate()
                .filter(certificate -> certificate.height() <= executor.appliedHeight())
                .filter(certificate -> rules.problem(certificate).isEmpty());
        if (newest.isPresent()) {
            executor.commitCertificate(newest.get());
        }
    }
}
