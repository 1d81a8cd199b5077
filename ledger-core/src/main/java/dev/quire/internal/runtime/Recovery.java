package dev.quire.internal.runtime;

import dev.quire.block.Block;
import dev.quire.block.Certificate;
import dev.quire.block.ConsensusMode;
import dev.quire.hash.Hash;
import dev.quire.internal.chain.StoredCertificates;
import dev.quire.internal.execution.BlockExecutor;
import dev.quire.internal.journal.Base;
import dev.quire.internal.journal.Journal;
import dev.quire.internal.journal.Recovered;
import dev.quire.spi.consensus.BrokenInvariantException;
import dev.quire.spi.consensus.EngineStart;
import dev.quire.spi.consensus.EngineStart.PreparedBlock;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.Membership;
import dev.quire.spi.consensus.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a node back to where its journal says it was (ARCHITECTURE.md, section 5, "Start"): committed blocks above the
 * stored state are executed straight into the store, uncommitted ones on forks, and the engine is told of both.
 */
final class Recovery {
    private static final Logger log = LoggerFactory.getLogger(Recovery.class);
    private static final int LOAD_BYTES = 8 * 1024 * 1024;

    private final Journal journal;
    private final BlockExecutor executor;
    private final StoredCertificates certificates;
    private final int members;

    /** @param members how many the chain has */
    Recovery(Journal journal, BlockExecutor executor, StoredCertificates certificates, int members) {
        this.journal = journal;
        this.executor = executor;
        this.certificates = certificates;
        this.members = members;
    }

    EngineStart run(NodeConfig config, NodePorts ports) throws IOException {
        Recovered found = journal.recovered();
        found.damages().forEach(damage -> log.error("journal: {}", damage));
        checkStoreAgainstJournal(found.recovering());
        if (found.recovering()) {
            journal.lostUpTo(executor.appliedHeight());
        }
        long last = lastWhole(found.recovering());
        long committed = Math.min(Math.max(found.committedMark(), executor.appliedHeight()), last);
        replay(committed);
        List<Hash> refused = new ArrayList<>();
        List<Entry> uncommitted = executeAgain(committed, last, refused);
        // Higher ones there are only where blocks were lost, and then they are promises that do not exist.
        Optional<PreparedBlock> prepared =
                found.prepared().filter(newest -> newest.prepared().height() == committed + 1);
        // What a quorum prepared must be at hand again, even where a later proposal has taken its place in the journal.
        prepared.ifPresent(newest -> executeAgain(newest.block(), refused));
        boolean bft = config.genesis().members().mode() == ConsensusMode.BFT;
        Optional<Certificate> certificate =
                restoreCertificate(found.newestCertificate(), certificates.newestThatHolds(ports.store()), bft);
        return new EngineStart(
                ports.signer().publicKey(),
                executor.chainId(),
                new Membership(config.genesis().members()),
                found.hardState(),
                executor.appliedHeight(),
                executor.appliedHash(),
                journal.terms(),
                uncommitted,
                prepared,
                refused,
                certificate,
                found.recovering(),
                ports.random());
    }

    /**
     * Up to here the blocks above the stored state are all there. What lies behind a lost one would be promises of a
     * recovering node, which do not exist; the leader sends it again.
     */
    private long lastWhole(boolean recovering) {
        OptionalLong lost = journal.firstLost(executor.appliedHeight() + 1);
        return recovering && lost.isPresent() ? lost.getAsLong() - 1 : journal.lastHeight();
    }

    private void checkStoreAgainstJournal(boolean recovering) throws IOException {
        long applied = executor.appliedHeight();
        if (applied == 0) {
            return;
        }
        Optional<Base> base = journal.base().filter(found -> found.height() == applied);
        if (base.filter(found -> found.blockHash().equals(executor.appliedHash()))
                .isPresent()) {
            return;
        }
        Optional<Block> block = journal.block(applied);
        if (recovering && block.isEmpty()) {
            // The record is damaged, not another chain's: the node learns on from its stored state, without a vote.
            return;
        }
        if (block.isEmpty() || !block.get().hash().equals(executor.appliedHash())) {
            throw new DiskFailureException("the state store stands at block " + applied + " "
                    + executor.appliedHash().abbreviated() + ", but the journal "
                    + block.map(b -> "has another block there: " + b.hash().abbreviated())
                            .orElse("ends at height " + journal.lastHeight())
                    + ". The two belong to different moments; restore both from one backup, or move the state"
                    + " directory away and let it be rebuilt");
        }
    }

    // The store may have forgotten a certificate that was not flushed; the journal has it. On a BFT chain it may be
    // there before its block is: then it proves what the others have committed.
    private Optional<Certificate> restoreCertificate(
            Optional<Certificate> journaled, Optional<Certificate> stored, boolean bft) throws IOException {
        long storedHeight = stored.map(Certificate::height).orElse(0L);
        Optional<Certificate> newer = journaled
                .filter(certificate -> certificate.height() > storedHeight)
                .filter(this::holds);
        if (newer.isPresent() && newer.get().height() <= executor.appliedHeight()) {
            executor.commitCertificate(newer.get());
            return newer;
        }
        return newer.filter(ahead -> bft).or(() -> stored);
    }

    private boolean holds(Certificate journaled) {
        Optional<String> problem = certificates.problem(journaled);
        problem.ifPresent(why -> log.error("the journal's newest certificate is not used: {}; {}", why, journaled));
        return problem.isEmpty();
    }

    private void replay(long committed) throws IOException {
        long from = executor.appliedHeight() + 1;
        if (from <= committed && from < journal.firstHeight()) {
            throw new DiskFailureException("the state stands at block " + (from - 1)
                    + ", and the journal begins with block "
                    + journal.firstHeight() + ": what lies between was dropped as the retention has it, so the state"
                    + " cannot be made anew; restore a back-up");
        }
        if (from <= committed) {
            log.info("executing blocks {} to {} again", from, committed);
        }
        while (executor.appliedHeight() < committed) {
            for (Entry entry : load(executor.appliedHeight() + 1, committed)) {
                executor.replay(entry.block());
            }
        }
    }

    private List<Entry> executeAgain(long committed, long last, List<Hash> refused) throws IOException {
        List<Entry> uncommitted = new ArrayList<>();
        long next = committed + 1;
        while (next <= last) {
            for (Entry entry : load(next, last)) {
                executeAgain(entry.block(), refused);
                uncommitted.add(entry);
                next = entry.height() + 1;
            }
        }
        return uncommitted;
    }

    /**
     * Nobody but this node may have the block, so that it is wrong now is no divergence yet: the engine knows what was
     * promised of it, and stops the node once the members have committed it. Who is alone has committed what it wrote.
     */
    private void executeAgain(Block block, List<Hash> refused) {
        Verdict verdict = executor.validateJournaled(block);
        if (verdict instanceof Verdict.Valid || refused.contains(block.hash())) {
            return;
        }
        String what = "block " + block.height() + ", " + block.hash()
                + ", was valid when this node wrote it and is not now: " + verdict;
        if (members == 1) {
            throw new BrokenInvariantException(what);
        }
        if (refused.isEmpty()) {
            log.warn(
                    "{}. It is not known to be committed: this node keeps what it promised of it and goes on without"
                            + " it. If the members have committed it this node will stop, for then its version is the"
                            + " one that computes another state",
                    what);
        }
        refused.add(block.hash());
    }

    private List<Entry> load(long from, long to) throws IOException {
        List<Entry> entries = journal.load(from, to, LOAD_BYTES);
        if (entries.isEmpty()) {
            throw new DiskFailureException("the journal has no block " + from + " though it ends at " + to);
        }
        return entries;
    }
}
