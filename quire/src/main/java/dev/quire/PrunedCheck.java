package dev.quire;

import dev.quire.DirectoryCheck.Finding;
import dev.quire.block.Block;
import dev.quire.hash.Hash;
import dev.quire.internal.chain.AppliedChain;
import dev.quire.internal.chain.StoredCertificates;
import dev.quire.internal.execution.BlockExecutor;
import dev.quire.internal.journal.Journal;
import dev.quire.spi.consensus.Verdict;
import dev.quire.spi.store.StateStore;
import dev.quire.spi.store.StoreCorruptionException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What can be checked of a journal whose first blocks were dropped, as its blocks cannot be executed from genesis on: that
 * each block follows the one before, stands in the stored history, and has a certificate that holds, if it carries one.
 */
final class PrunedCheck {
    private final Journal journal;
    private final Optional<AppliedChain> chain;
    private final Optional<Executed> executed;
    private final StoredCertificates certificates;
    private final List<Finding> findings;
    private long blocks;
    private long transactions;
    private long held;
    private Hash headHash = Hash.ZERO;
    private Hash stateRoot = Hash.ZERO;

    /**
     * What blocks come to that are executed on a snapshot.
     *
     * @param made the snapshot's state, on which {@code executor} stands
     * @param stored the node's own
     */
    record Executed(BlockExecutor executor, StateStore made, StoredStateCopy stored) {
        /** What is wrong with the next block; empty also if it is another. */
        Optional<String> problem(Block block, boolean committed) throws IOException {
            if (block.height() != executor.appliedHeight() + 1) {
                return Optional.empty();
            }
            Verdict verdict = executor.validate(block, Optional.empty());
            if (!(verdict instanceof Verdict.Valid)) {
                return Optional.of("the block does not hold: " + verdict);
            }
            if (committed) {
                executor.commit(block.hash());
            }
            return difference();
        }

        /** What tells the node's values from these, where both stand at one height. */
        Optional<String> difference() {
            return executor.appliedHeight() == stored.appliedHeight()
                    ? stored.firstDifferentValue(made)
                    : Optional.empty();
        }
    }

    /** @param findings is added to */
    PrunedCheck(
            Journal journal,
            Optional<AppliedChain> chain,
            Optional<Executed> executed,
            StoredCertificates certificates,
            List<Finding> findings) {
        this.executed = executed;
        this.journal = journal;
        this.chain = chain;
        this.certificates = certificates;
        this.findings = findings;
    }

    DirectoryCheck.Report run(long storedHeight, Progress progress) throws IOException {
        if (chain.isEmpty() && executed.isEmpty()) {
            found(
                    journal.firstHeight(),
                    "the journal begins here and there is no state, which cannot be made anew: restore a back-up");
        }
        executed.flatMap(Executed::difference).ifPresent(problem -> found(storedHeight, problem));
        long mark = Math.max(journal.recovered().committedMark(), storedHeight);
        for (long height = journal.firstHeight(); height <= journal.lastHeight(); height++) {
            check(height, height <= mark, height <= storedHeight);
            progress.at(height, journal.lastHeight());
        }
        long above = Math.max(0, journal.lastHeight() - mark);
        return new DirectoryCheck.Report(
                blocks, above, transactions, held, headHash, stateRoot, storedHeight, findings);
    }

    private void check(long height, boolean committed, boolean stored) throws IOException {
        try {
            Optional<Block> block = journal.block(height);
            if (block.isEmpty()) {
                found(height, "the block is not in the journal");
            } else if (!headHash.equals(Hash.ZERO)
                    && block.get().height() > journal.firstHeight()
                    && !block.get().header().previousHash().equals(headHash)) {
                found(height, "the block does not follow the one before");
            } else if (stored
                    && chain.isPresent()
                    && !chain.get().isBlockAt(height, block.get().hash())) {
                found(height, "the stored history has another block there");
            }
            block.ifPresent(present -> take(present, committed));
            if (block.isPresent() && executed.isPresent()) {
                executed.get().problem(block.get(), committed).ifPresent(problem -> found(height, problem));
            }
        } catch (StoreCorruptionException e) {
            found(height, String.valueOf(e.getMessage()));
            headHash = Hash.ZERO;
        }
    }

    private void take(Block block, boolean committed) {
        block.lastCertificate().ifPresent(certificate -> {
            held++;
            certificates
                    .problem(certificate)
                    .ifPresent(problem -> found(block.height(), "its certificate does not hold: " + problem));
        });
        headHash = block.hash();
        if (committed) {
            blocks++;
            transactions += block.transactions().size();
            stateRoot = block.header().stateRoot();
        }
    }

    private void found(long height, String problem) {
        findings.add(new Finding("journal", OptionalLong.of(height), problem));
    }
}
