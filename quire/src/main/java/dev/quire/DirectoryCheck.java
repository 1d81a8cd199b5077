package dev.quire;

import dev.quire.block.Block;
import dev.quire.block.Certificate;
import dev.quire.block.Genesis;
import dev.quire.block.PublicKey;
import dev.quire.crypto.Ed25519;
import dev.quire.hash.Hash;
import dev.quire.internal.chain.AppliedChain;
import dev.quire.internal.chain.StoredCertificates;
import dev.quire.internal.execution.BlockExecutor;
import dev.quire.internal.journal.Damage;
import dev.quire.internal.journal.EvidenceFiles;
import dev.quire.internal.journal.ForeignDirectoryException;
import dev.quire.internal.journal.Identity;
import dev.quire.internal.journal.Journal;
import dev.quire.internal.journal.JournalConfig;
import dev.quire.internal.memory.MemoryStateStore;
import dev.quire.internal.snapshot.BadChunkException;
import dev.quire.internal.snapshot.SnapshotManifest;
import dev.quire.receipt.CertificateVerifier;
import dev.quire.spi.consensus.Verdict;
import dev.quire.spi.state.StateMachine;
import dev.quire.spi.store.StateStore;
import dev.quire.spi.store.StoreCorruptionException;
import dev.quire.storage.FileDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * Checks everything that a stopped node has stored, and changes none of it: the journal's checksums and hash chain,
 * every block by all rules with all its signatures and certificates, every root by executing all blocks again in memory,
 * the stored state entry by entry against what the blocks make of it, every stored certificate, and that evidence of lies
 * is as it was written; and each chunk of each snapshot. Where the first blocks were dropped, blocks are executed from the
 * newest snapshot on that the others join. Needs memory for the whole state.
 */
public final class DirectoryCheck {
    private final Path dataDir;
    private final PublicKey nodeId;
    private final Genesis genesis;
    private final List<StateMachine> plugins;

    /**
     * Something that is not as it must be.
     *
     * @param file the journal's file, {@code state}, or {@code journal}
     * @param height of the block concerned, where there is one
     */
    public record Finding(String file, OptionalLong height, String problem) {}

    /**
     * What was checked and found.
     *
     * @param blocks committed blocks that hold, without block 0
     * @param uncommittedBlocks valid blocks above them, which may still be replaced
     * @param certificates how many hold
     * @param headHash of the last committed block that holds
     * @param stateRoot after that block
     * @param storedHeight where the stored state stands; -1 if there is none
     * @param findings empty: all is whole
     */
    public record Report(
            long blocks,
            long uncommittedBlocks,
            long transactions,
            long certificates,
            Hash headHash,
            Hash stateRoot,
            long storedHeight,
            List<Finding> findings) {
        public Report {
            findings = List.copyOf(findings);
        }
    }

    /** @param plugins those of the genesis document */
    public DirectoryCheck(Path dataDir, PublicKey nodeId, Genesis genesis, List<StateMachine> plugins) {
        this.dataDir = dataDir;
        this.nodeId = nodeId;
        this.genesis = genesis;
        this.plugins = List.copyOf(plugins);
    }

    /**
     * Runs all checks on the calling thread.
     *
     * @param progress in blocks
     * @throws ConfigurationException if the directory is of another chain or node
     * @throws IOException if the directory is missing, in use by a running node, or unreadable; damage is a finding
     */
    public Report run(Progress progress) throws IOException {
        Path directory = dataDir.resolve("journal");
        if (!Files.isDirectory(directory)) {
            throw new IOException("there is no journal in " + dataDir + ": the node has never run there");
        }
        Ed25519 signatures = new Ed25519();
        MemoryStateStore memory = new MemoryStateStore();
        BlockExecutor executor = executor(memory, signatures);
        Hash chainId = executor.chainId();
        // The real disk is closed last; its lock keeps a node from starting meanwhile.
        try (ReadOnlyDisk disk = new ReadOnlyDisk(FileDisk.open(directory));
                StoredStateCopy copy = StoredStateCopy.of(dataDir.resolve("state"));
                StoredSnapshots snapshots = StoredSnapshots.of(dataDir.resolve(NodeDirectory.SNAPSHOTS));
                Journal journal = Journal.open(disk, JournalConfig.defaults(), new Identity(chainId, nodeId))) {
            executor.forgetStatesBelow(copy.oldestState());
            StoredCertificates rules = new StoredCertificates(
                    new AppliedChain(memory),
                    chainId,
                    genesis.members(),
                    new CertificateVerifier(signatures::verifyMember));
            Walk walk = new Walk(journal, executor, memory, copy, rules);
            EvidenceFiles.open(disk).damages().forEach(walk::found);
            List<Finding> inSnapshots = snapshots.problems(chainId, genesis.members());
            inSnapshots.forEach(walk.findings::add);
            Optional<SnapshotManifest> joining =
                    inSnapshots.isEmpty() && journal.firstHeight() > 1 ? snapshots.joining(journal) : Optional.empty();
            if (joining.isPresent()) {
                MemoryStateStore later = new MemoryStateStore();
                snapshots.restore(joining.get(), later, bytes -> {});
                BlockExecutor onward = executor(later, signatures);
                onward.forgetStatesBelow(copy.oldestState());
                walk.executed = Optional.of(new PrunedCheck.Executed(onward, later, copy));
            }
            return walk.run(progress);
        } catch (ForeignDirectoryException e) {
            throw ConfigurationException.ofDataDir(dataDir.toString(), e);
        } catch (StoreCorruptionException | BadChunkException e) {
            Finding unreadable = new Finding("journal", OptionalLong.empty(), String.valueOf(e.getMessage()));
            Hash root = executor.genesisBlock().header().stateRoot();
            return new Report(0, 0, 0, 0, chainId, root, -1, List.of(unreadable));
        }
    }

    private BlockExecutor executor(StateStore store, Ed25519 signatures) throws IOException {
        return new BlockExecutor(
                genesis,
                plugins,
                store,
                transactions -> IntStream.range(0, transactions.size())
                        .parallel()
                        .filter(i -> !signatures.verifyTransaction(
                                transactions.get(i).sender(),
                                transactions.get(i).signingBytes(),
                                transactions.get(i).signature()))
                        .findFirst(),
                signatures,
                Integer.MAX_VALUE);
    }

    /** One walk from genesis to the journal's end. */
    private static final class Walk {
        private final Journal journal;
        private final BlockExecutor executor;
        private final StateStore memory;
        private final StoredStateCopy stored;
        private final StoredCertificates certificateRules;
        private final List<Finding> findings = new ArrayList<>();
        /** Where the journal does not begin with block 1: what a snapshot and the blocks after it make. */
        private Optional<PrunedCheck.Executed> executed = Optional.empty();

        private Hash stateRoot;
        private long committed;
        private long uncommitted;
        private long transactions;
        private long certificates;

        Walk(
                Journal journal,
                BlockExecutor executor,
                StateStore memory,
                StoredStateCopy stored,
                StoredCertificates certificateRules) {
            this.journal = journal;
            this.executor = executor;
            this.memory = memory;
            this.stored = stored;
            this.certificateRules = certificateRules;
            this.stateRoot = executor.genesisBlock().header().stateRoot();
        }

        Report run(Progress progress) throws IOException {
            // Records that a recovery or a repair has made good stay unreadable; what they held stands elsewhere again.
            boolean settled = !journal.recovered().recovering();
            journal.recovered().damages().stream()
                    .filter(damage -> !settled || damage.file().equals("head"))
                    .forEach(damage -> findings.add(new Finding(
                            damage.file(),
                            damage.height(),
                            "at byte " + damage.offset() + ", record " + damage.recordNumber() + ": "
                                    + damage.what())));
            Optional<String> stateDamage = stored.damage();
            stateDamage.ifPresent(damage -> foundInState(OptionalLong.empty(), damage));
            long storedHeight = stored.appliedHeight();
            if (journal.firstHeight() > 1 && journal.recovered().committedMark() > 0) {
                Optional<AppliedChain> chain = stored.reader()
                        .filter(store -> stateDamage.isEmpty() && storedHeight > 0)
                        .map(AppliedChain::new);
                return new PrunedCheck(journal, chain, executed, certificateRules, findings)
                        .run(storedHeight, progress);
            }
            long mark = Math.max(journal.recovered().committedMark(), storedHeight);
            if (mark > journal.lastHeight()) {
                found(
                        mark,
                        "blocks up to " + mark + " were committed, but the journal ends at " + journal.lastHeight());
            }
            if (storedHeight < 0) {
                stored.firstDifference(new MemoryStateStore())
                        .ifPresent(problem -> foundInState(
                                OptionalLong.empty(), "the state has no applied height, but entries: " + problem));
            }
            compareState(0);
            boolean goOn = true;
            for (long height = 1; goOn && height <= journal.lastHeight(); height++) {
                goOn = check(height, height <= mark);
                progress.at(height, journal.lastHeight());
            }
            // Above a damaged block nothing can be said about it.
            boolean goneThrough = goOn;
            journal.recovered()
                    .newestCertificate()
                    .filter(newest -> goneThrough || newest.height() <= committed)
                    .ifPresent(this::checkCertificate);
            return new Report(
                    committed,
                    uncommitted,
                    transactions,
                    certificates,
                    executor.appliedHash(),
                    stateRoot,
                    storedHeight,
                    findings);
        }

        private void found(long height, String problem) {
            findings.add(new Finding("journal", OptionalLong.of(height), problem));
        }

        private void found(Damage evidence) {
            findings.add(new Finding(evidence.file(), OptionalLong.empty(), evidence.what()));
        }

        private void foundInState(OptionalLong height, String problem) {
            findings.add(new Finding("state", height, problem));
        }

        /** Returns whether the next block can be checked. */
        private boolean check(long height, boolean isCommitted) throws IOException {
            Optional<Block> block;
            try {
                block = journal.block(height);
            } catch (StoreCorruptionException e) {
                found(height, String.valueOf(e.getMessage()));
                return false;
            }
            if (block.isEmpty()) {
                found(height, "the block is not in the journal, so nothing above it can be executed");
                return false;
            }
            Verdict verdict = executor.validate(block.get(), Optional.empty());
            if (!(verdict instanceof Verdict.Valid)) {
                found(height, "the block does not hold: " + verdict);
                return false;
            }
            if (!isCommitted) {
                uncommitted++;
                return true;
            }
            executor.commit(block.get().hash());
            committed = height;
            transactions += block.get().transactions().size();
            certificates += block.get().lastCertificate().isPresent() ? 1 : 0;
            stateRoot = block.get().header().stateRoot();
            compareState(height);
            return true;
        }

        private void compareState(long height) {
            if (height == stored.appliedHeight()) {
                OptionalLong at = OptionalLong.of(height);
                stored.firstDifference(memory).ifPresent(problem -> foundInState(at, problem));
                stored.badCertificates(certificateRules).forEach(problem -> foundInState(at, problem));
            }
        }

        private void checkCertificate(Certificate certificate) {
            // It can come before its block is here, or is known to be committed.
            boolean ofThisChain =
                    certificate.height() > committed || isBlockAt(certificate.height(), certificate.blockHash());
            Optional<String> problem = ofThisChain
                    ? certificateRules.problem(certificate)
                    : Optional.of("it names a block that is not in this journal");
            if (problem.isPresent()) {
                found(certificate.height(), "the newest certificate does not hold: " + problem.get());
            } else {
                certificates++;
            }
        }

        private boolean isBlockAt(long height, Hash hash) {
            try {
                return journal.block(height)
                        .filter(block -> block.hash().equals(hash))
                        .isPresent();
            } catch (IOException e) {
                found(height, String.valueOf(e.getMessage()));
                return false;
            }
        }
    }
}
