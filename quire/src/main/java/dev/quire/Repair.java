package dev.quire;

import dev.quire.DirectoryCheck.Finding;
import dev.quire.block.Block;
import dev.quire.internal.chain.AppliedChain;
import dev.quire.internal.journal.ForeignDirectoryException;
import dev.quire.internal.journal.Journal;
import dev.quire.spi.consensus.EngineStart.TermRun;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.HardState;
import dev.quire.storage.FileDisk;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Makes a stopped node's damaged directory whole: each committed block that the journal has lost is fetched, believed
 * only if its hash is the one that the node's own records name, and written back; then a damaged state is made anew. What
 * the damage may have taken of the node's promises it still learns from the others at its next start.
 */
public final class Repair {
    private final NodeDirectory node;
    private final List<Long> repaired = new ArrayList<>();
    private final List<Finding> left = new ArrayList<>();

    /** Where blocks come from: a peer, another directory, a back-up. */
    @FunctionalInterface
    public interface Source {
        /** A committed block with its term or view; empty if it is not there. */
        Optional<Entry> entry(long height) throws IOException;
    }

    /**
     * What was done.
     *
     * @param repaired heights of the blocks that were written back, descending
     * @param left what could not be repaired, and what to do about it
     * @param stateRebuilt the state was damaged and has been made anew
     * @param recovering the node's word will not count until it has learned from the others
     */
    public record Report(List<Long> repaired, List<Finding> left, boolean stateRebuilt, boolean recovering) {
        public Report {
            repaired = List.copyOf(repaired);
            left = List.copyOf(left);
        }
    }

    public Repair(NodeDirectory node) {
        this.node = node;
    }

    /**
     * Runs on the calling thread, once.
     *
     * @param progress in blocks
     * @throws ConfigurationException if the directory is of another chain or node
     * @throws IOException if the directory is missing, in use by a running node, or cannot be written
     */
    public Report run(Source source, Progress progress) throws IOException {
        node.requireJournal();
        Optional<String> stateDamage;
        boolean recovering;
        try (FileDisk disk = FileDisk.open(node.journal())) {
            new StateSwap(node.dataDir()).finish();
            try (StoredStateCopy state = StoredStateCopy.of(node.state());
                    Journal journal = node.openJournal(disk)) {
                stateDamage = state.damage();
                Optional<AppliedChain> chain = state.reader()
                        .filter(store ->
                                store.appliedHeight() >= 0 && state.damage().isEmpty())
                        .map(AppliedChain::new);
                repairJournal(
                        journal, Math.max(0, chain.isPresent() ? state.appliedHeight() : 0), chain, source, progress);
                recovering = endRecoveryIfAlone(journal);
            }
        } catch (ForeignDirectoryException e) {
            throw ConfigurationException.ofDataDir(node.dataDir().toString(), e);
        }
        if (stateDamage.isPresent() && left.isEmpty()) {
            new StateRebuild(node).run(progress);
        }
        return new Report(repaired, left, stateDamage.isPresent() && left.isEmpty(), recovering);
    }

    private void repairJournal(
            Journal journal, long applied, Optional<AppliedChain> chain, Source source, Progress progress)
            throws IOException {
        journal.lostUpTo(applied);
        long committed = Math.max(journal.recovered().committedMark(), applied);
        Deque<Long> lost = lost(journal, committed);
        int all = lost.size();
        // From above: each block names the one before it.
        while (!lost.isEmpty()) {
            repair(lost.removeLast(), journal, chain, source);
            progress.at(all - lost.size(), all);
        }
    }

    private static Deque<Long> lost(Journal journal, long committed) {
        Deque<Long> lost = new ArrayDeque<>();
        OptionalLong next = journal.firstLost(journal.firstHeight());
        while (next.isPresent() && next.getAsLong() <= committed) {
            lost.addLast(next.getAsLong());
            next = journal.firstLost(next.getAsLong() + 1);
        }
        return lost;
    }

    private void repair(long height, Journal journal, Optional<AppliedChain> chain, Source source) throws IOException {
        Optional<Entry> found = source.entry(height);
        if (found.isEmpty()) {
            left(height, "the block is lost, and the source does not have it: name another one");
        } else if (isProven(found.get().block(), height, journal, chain)) {
            journal.repair(found.get());
            repaired.add(height);
        } else {
            left(
                    height,
                    "the block is lost, and nothing here proves that the source's block is the same: start the"
                            + " node, which gets it from the other members, or name another source");
        }
    }

    private static boolean isProven(Block block, long height, Journal journal, Optional<AppliedChain> chain)
            throws IOException {
        Optional<Block> next = journal.block(height + 1);
        return block.height() == height
                && (next.filter(above -> above.header().previousHash().equals(block.hash()))
                                .isPresent()
                        || chain.filter(known -> known.isBlockAt(height, block.hash()))
                                .isPresent());
    }

    private void left(long height, String problem) {
        left.add(new Finding("journal", OptionalLong.of(height), problem));
    }

    /** The head file may have been lost, and with it the term: none is used again that blocks were made in. */
    private static void raiseTerm(Journal journal) throws IOException {
        List<TermRun> terms = journal.terms();
        long newest = terms.isEmpty() ? 0 : terms.get(terms.size() - 1).term();
        if (journal.hardState().term() <= newest) {
            HardState raised = new HardState(newest + 1, Optional.empty());
            journal.persist(Optional.of(raised), List.of(), journal.recovered().committedMark());
        }
    }

    /** A node alone has promised nothing to anybody but what its journal has; there is nobody to learn from either. */
    private boolean endRecoveryIfAlone(Journal journal) throws IOException {
        boolean alone = node.genesis().members().members().size() == 1;
        boolean whole =
                left.isEmpty() && journal.firstLost(journal.firstHeight()).isEmpty();
        if (alone && whole && journal.recovered().recovering()) {
            raiseTerm(journal);
            journal.endRecovery();
            return false;
        }
        return journal.recovered().recovering();
    }
}
