package dev.quire.internal.execution;

import dev.quire.block.Block;
import dev.quire.block.Certificate;
import dev.quire.block.Genesis;
import dev.quire.block.ResultLeaf;
import dev.quire.crypto.SignatureScheme;
import dev.quire.hash.Hash;
import dev.quire.internal.chain.AppliedBlock;
import dev.quire.spi.consensus.Verdict;
import dev.quire.spi.state.StateMachine;
import dev.quire.spi.store.StateStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Owns the state: builds, validates and commits blocks by executing them. Used by one thread, the execution loop.
 *
 * <p>Every block that it built or found valid is kept as a fork, an overlay over its parent's state, until it or a rival
 * commits; committing is one batch into the store, not a second execution.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class BlockExecutor {
    /**
     * Opens the state that the store holds; an empty store is given block 0.
     *
     * @throws IllegalArgumentException if the plugins are not those of the genesis document, or the store holds another
     *     chain
     */
    public BlockExecutor(
            Genesis genesis,
            List<StateMachine> plugins,
            StateStore store,
            TransactionSignatures transactionSignatures,
            SignatureScheme memberSignatures)
            throws IOException {}

    /** The chain's id: the hash of block 0. */
    public Hash chainId() {
        throw new UnsupportedOperationException();
    }

    /** Block 0. */
    public Block genesisBlock() {
        throw new UnsupportedOperationException();
    }

    /** The height of the newest block that is in the store. */
    public long appliedHeight() {
        throw new UnsupportedOperationException();
    }

    /** The hash of the newest block that is in the store. */
    public Hash appliedHash() {
        throw new UnsupportedOperationException();
    }

    /** Is the block applied last, or kept as a fork? Then it can be a parent, and the fork can be committed. */
    public boolean isKnown(Hash blockHash) {
        throw new UnsupportedOperationException();
    }

    /**
     * Builds a block, executes it and keeps its fork.
     *
     * @return empty if there was nothing to propose, or the parent is not known
     */
    public Optional<Block> build(BuildRequest request, DropListener drops) {
        throw new UnsupportedOperationException();
    }

    /**
     * Judges a block by all rules, executes it and compares the roots. Valid: its fork is kept.
     *
     * @param freshness empty: the block is not a fresh proposal, no clock and no leader judges it
     */
    public Verdict validate(Block block, Optional<Freshness> freshness) {
        throw new UnsupportedOperationException();
    }

    /** As {@link #validate}, for a block of the own journal, whose hash chain stands in for the signatures. */
    public Verdict validateJournaled(Block block) {
        throw new UnsupportedOperationException();
    }

    /**
     * Writes a kept fork on the newest applied block into the store, in one batch, and drops all forks that do not
     * descend from it.
     *
     * @throws dev.quire.spi.consensus.BrokenInvariantException if there is no such fork
     * @throws IOException if the store could not write; nothing has changed
     */
    public AppliedBlock commit(Hash blockHash) throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * Validates a committed block of the own journal and commits it.
     *
     * @throws dev.quire.spi.consensus.BrokenInvariantException if it is not valid: the journal, the rules or a plugin
     *     have changed
     */
    public AppliedBlock replay(Block block) throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * Stores a certificate that has been checked.
     *
     * @throws dev.quire.spi.consensus.BrokenInvariantException if it names another block at an applied height
     */
    public void commitCertificate(Certificate certificate) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** The result leaves of a kept fork, for a member that computed others. */
    public Optional<List<ResultLeaf>> resultLeaves(Hash blockHash) {
        throw new UnsupportedOperationException();
    }

    /**
     * Names the first transaction in which this node's execution of the newest block that diverged differs from the
     * proposer's.
     *
     * @param theirs the proposer's leaves
     * @return empty if {@code theirs} are not what the block's header commits to, or the block is not that one
     */
    public Optional<Verdict.Diverged> explainDivergence(Hash blockHash, List<ResultLeaf> theirs) {
        throw new UnsupportedOperationException();
    }
}
