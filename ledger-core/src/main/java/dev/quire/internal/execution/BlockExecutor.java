package dev.quire.internal.execution;

import dev.quire.block.Block;
import dev.quire.block.BlockHeader;
import dev.quire.block.Certificate;
import dev.quire.block.Genesis;
import dev.quire.block.ResultLeaf;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.crypto.SignatureScheme;
import dev.quire.hash.Hash;
import dev.quire.internal.chain.AppliedBlock;
import dev.quire.internal.chain.AppliedChain;
import dev.quire.internal.chain.ChainColumns;
import dev.quire.internal.chain.TransactionResult;
import dev.quire.spi.consensus.BrokenInvariantException;
import dev.quire.spi.consensus.Verdict;
import dev.quire.spi.state.StateMachine;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StateStore;
import dev.quire.spi.store.StateStore.StoreWrite;
import dev.quire.spi.store.StoreCorruptionException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the state: builds, validates and commits blocks by executing them. Used by one thread, the execution loop.
 *
 * <p>Every block that it built or found valid is kept as a fork, an overlay over its parent's state, until it or a rival
 * commits; committing is one batch into the store, not a second execution.
 */
public final class BlockExecutor {
    private static final Logger LOG = LoggerFactory.getLogger(BlockExecutor.class);

    private final Plugins plugins;
    private final StateStore store;
    private final AppliedChain chain;
    private final Block genesisBlock;
    private final HeaderRules headerRules;
    private final BodyRules bodyRules;
    private final BlockBuilder builder;
    private final int keptStates;
    private final Forks forks = new Forks();
    private final ResultsMemory recent = new ResultsMemory();
    private long unwantedBelow = Long.MIN_VALUE;
    private Tip applied;
    private Optional<Divergence> divergence = Optional.empty();

    /** As the other one, with as many past states kept as members usually keep. */
    public BlockExecutor(
            Genesis genesis,
            List<StateMachine> plugins,
            StateStore store,
            TransactionSignatures transactionSignatures,
            SignatureScheme memberSignatures)
            throws IOException {
        this(genesis, plugins, store, transactionSignatures, memberSignatures, PastStates.DEFAULT_KEPT);
    }

    /**
     * Opens the state that the store holds; an empty store is given block 0.
     *
     * @param keptStates how many states before the newest one stay readable, at least 0, until {@link #forgetStatesBelow}
     * @throws IllegalArgumentException if the plugins are not those of the genesis document, or the store holds another
     *     chain
     */
    public BlockExecutor(
            Genesis genesis,
            List<StateMachine> plugins,
            StateStore store,
            TransactionSignatures transactionSignatures,
            SignatureScheme memberSignatures,
            int keptStates)
            throws IOException {
        this.plugins = new Plugins(genesis, plugins, memberSignatures);
        this.store = store;
        this.keptStates = keptStates;
        this.chain = new AppliedChain(store);
        Fork blockZero = GenesisBlock.execute(genesis, this.plugins);
        this.genesisBlock = blockZero.block();
        if (store.appliedHeight() < 0) {
            if (!store.range(Column.META, Bytes.EMPTY, Optional.empty(), 1).isEmpty()) {
                throw new StoreCorruptionException(
                        "the store has entries, but no applied height: rebuild the state from the journal");
            }
            write(blockZero, StateLayer.EMPTY, List.of());
        }
        this.applied = openApplied();
        TransactionRules transactionRules = new TransactionRules(chainId(), genesis);
        this.headerRules = new HeaderRules(chainId(), genesis, memberSignatures);
        this.bodyRules = new BodyRules(genesis.parameters(), transactionRules, transactionSignatures);
        this.builder = new BlockBuilder(chainId(), genesis.parameters(), this.plugins, transactionRules, headerRules);
    }

    private Tip openApplied() {
        BlockHeader header = chain.appliedHeader();
        Tip tip = new Tip(header, header.hash(), chain.history(), StateColumns.treeRoot(store));
        Hash foundChain = header.height() == 0 ? tip.hash() : header.chainId();
        if (!foundChain.equals(chainId())) {
            throw new IllegalArgumentException(
                    "the store holds chain " + foundChain + ", the genesis document makes chain " + chainId()
                            + ": give this node its own data directory, or the right genesis document");
        }
        if (header.height() != store.appliedHeight()
                || tip.history().size() != header.height() + 1
                || !tip.history()
                        .equals(chain.historyOf(header.height())
                                .append(tip.hash())
                                .frontier())
                || !tip.tree().hash().equals(header.stateRoot())) {
            throw new StoreCorruptionException("column META does not fit itself: applied height "
                    + store.appliedHeight() + ", header of " + header.height() + ", history of "
                    + tip.history().size() + " with root " + tip.history().root() + ", tree "
                    + tip.tree().hash() + ": rebuild the state from the journal");
        }
        // Checked before the first commit would stumble over it.
        var unused = new PastStates(store).oldestHeight(header.height());
        return tip;
    }

    private void write(Fork fork, StateLayer before, List<Certificate> certificates) throws IOException {
        List<StoreWrite> writes = new ArrayList<>(ChainColumns.of(fork.applied(), fork.history()));
        writes.addAll(StateColumns.of(fork, before));
        writes.addAll(new SeenIdRecords(store).of(fork, before));
        writes.addAll(new PastStates(store)
                .prunedWith(fork.header().height(), lowestState(fork.header().height())));
        certificates.forEach(certificate -> writes.add(ChainColumns.of(certificate)));
        store.write(fork.header().height(), writes);
    }

    private long lowestState(long height) {
        return Math.max(height - keptStates, Math.min(height - PastStates.DEFAULT_KEPT, unwantedBelow));
    }

    /**
     * Lets the states below {@code height} go, with the next blocks and in steps, also where they are among the kept ones.
     * The newest {@value PastStates#DEFAULT_KEPT} stay.
     */
    public void forgetStatesBelow(long height) {
        unwantedBelow = Math.max(unwantedBelow, height);
    }

    /** The chain's id: the hash of block 0. */
    public Hash chainId() {
        return genesisBlock.hash();
    }

    /** Block 0. */
    public Block genesisBlock() {
        return genesisBlock;
    }

    /** The height of the newest block that is in the store. */
    public long appliedHeight() {
        return applied.height();
    }

    /** The hash of the newest block that is in the store. */
    public Hash appliedHash() {
        return applied.hash();
    }

    /** Is the block applied last, or kept as a fork? Then it can be a parent, and the fork can be committed. */
    public boolean isKnown(Hash blockHash) {
        return branch(blockHash).isPresent();
    }

    /**
     * Builds a block, executes it and keeps its fork.
     *
     * @return empty if there was nothing to propose, or the parent is not known
     */
    public Optional<Block> build(BuildRequest request, DropListener drops) {
        Optional<Fork> built = branch(request.parentHash()).flatMap(branch -> builder.build(request, branch, drops));
        built.ifPresent(forks::add);
        return built.map(Fork::block);
    }

    /**
     * Judges a block by all rules, executes it and compares the roots. Valid: its fork is kept.
     *
     * @param freshness empty: the block is not a fresh proposal, no clock and no leader judges it
     */
    public Verdict validate(Block block, Optional<Freshness> freshness) {
        return judge(block, freshness, false);
    }

    /** As {@link #validate}, for a block of the own journal, whose hash chain stands in for the signatures. */
    public Verdict validateJournaled(Block block) {
        return judge(block, Optional.empty(), true);
    }

    /** As {@link #commit(Hash, List)} without certificates. */
    public AppliedBlock commit(Hash blockHash) throws IOException {
        return commit(blockHash, List.of());
    }

    /**
     * Writes a kept fork on the newest applied block into the store, in one batch, and drops all forks that do not
     * descend from it.
     *
     * @param certificates checked ones of blocks up to this one. They are in the same batch, because a store may flush
     *     by itself: no loss of power then leaves a state whose certificate was known and is gone
     * @throws BrokenInvariantException if there is no such fork, or a certificate names another block
     * @throws IOException if the store could not write; nothing has changed
     */
    public AppliedBlock commit(Hash blockHash, List<Certificate> certificates) throws IOException {
        Fork fork = forks.get(blockHash)
                .orElseThrow(() -> new BrokenInvariantException(
                        "block " + blockHash + " is committed, but this node has not found it valid; applied is height "
                                + applied.height()));
        if (fork.parent().isPresent()) {
            throw new BrokenInvariantException("block " + blockHash + " at height "
                    + fork.header().height() + " is committed before its parent; applied is height "
                    + applied.height());
        }
        for (Certificate certificate : certificates) {
            requireOfChain(certificate, fork);
        }
        StateLayer stored = new StoredLayer(store);
        write(fork, stored, certificates);
        applied = fork.tip();
        recent.add(fork.results());
        forks.applied(fork, stored);
        return fork.applied();
    }

    /**
     * Validates a committed block of the own journal and commits it.
     *
     * @throws BrokenInvariantException if it is not valid: the journal, the rules or a plugin
     *     have changed
     */
    public AppliedBlock replay(Block block) throws IOException {
        Verdict verdict = validateJournaled(block);
        if (!(verdict instanceof Verdict.Valid)) {
            throw new BrokenInvariantException("the committed block " + block.hash() + " at height " + block.height()
                    + " is not valid: the journal, a rule or a plugin has changed; " + verdict);
        }
        return commit(block.hash());
    }

    /**
     * Stores a certificate that has been checked.
     *
     * @throws BrokenInvariantException if it names another block at an applied height
     */
    public void commitCertificate(Certificate certificate) throws IOException {
        boolean isApplied = certificate.height() <= applied.height();
        if (isApplied && !chain.isBlockAt(certificate.height(), certificate.blockHash())) {
            throw conflict(certificate);
        }
        store.write(applied.height(), List.of(ChainColumns.of(certificate)));
    }

    private void requireOfChain(Certificate certificate, Fork newest) {
        boolean fits = certificate.height() == newest.header().height()
                ? certificate.blockHash().equals(newest.block().hash())
                : chain.isBlockAt(certificate.height(), certificate.blockHash());
        if (!fits) {
            throw conflict(certificate);
        }
    }

    private static BrokenInvariantException conflict(Certificate certificate) {
        return new BrokenInvariantException("a certificate names block " + certificate.blockHash() + " at height "
                + certificate.height() + ", where this node has applied another one: " + certificate);
    }

    /** What this node computed for a kept fork or a block applied lately, for a member that computed something else. */
    public Optional<BlockResults> results(Hash blockHash) {
        return forks.get(blockHash).map(Fork::results).or(() -> recent.of(blockHash));
    }

    /** The result leaves of an applied block of whatever age; empty if there is no such block here. */
    public Optional<List<ResultLeaf>> appliedLeaves(long height, Hash blockHash) {
        return chain.isBlockAt(height, blockHash)
                ? chain.results(height)
                        .map(results ->
                                results.stream().map(TransactionResult::leaf).toList())
                : Optional.empty();
    }

    /**
     * Names the first transaction in which this node's execution of the newest block that diverged differs from the
     * proposer's.
     *
     * @param theirs the proposer's leaves
     * @return empty if {@code theirs} are not what the block's header commits to, or the block is not that one
     */
    public Optional<Verdict.Diverged> explainDivergence(Hash blockHash, List<ResultLeaf> theirs) {
        return divergence(blockHash).flatMap(found -> found.explain(theirs));
    }

    /**
     * Names the keys in which the proposer's writes differ from this node's.
     *
     * @param theirs the proposer's leaf, from those that {@link #explainDivergence} has found true
     * @param writeSet what the leaf's write digest is the hash of
     * @return empty if {@code writeSet} is not that, or the block is not the newest that diverged
     */
    public Optional<String> explainWrites(Hash blockHash, ResultLeaf theirs, Bytes writeSet) {
        return divergence(blockHash).flatMap(found -> found.explain(theirs, writeSet));
    }

    /** Names the keys that this node wrote for a transaction; empty if the block is not the newest that diverged. */
    public Optional<String> ownWrites(Hash blockHash, int index) {
        return divergence(blockHash).map(found -> found.explain(index));
    }

    private Optional<Divergence> divergence(Hash blockHash) {
        return divergence.filter(found -> found.block().hash().equals(blockHash));
    }

    private Optional<Branch> branch(Hash tipHash) {
        Optional<Fork> head = forks.get(tipHash);
        return head.isPresent() || applied.hash().equals(tipHash)
                ? Optional.of(new Branch(head, applied, store, chain))
                : Optional.empty();
    }

    /** @param journaled the block is one that this node has checked the signatures of before */
    private Verdict judge(Block block, Optional<Freshness> freshness, boolean journaled) {
        // The hash fixes the body only for whoever has compared the roots, so the whole block is compared.
        if (forks.get(block.hash()).map(Fork::block).equals(Optional.of(block))) {
            return new Verdict.Valid();
        }
        try {
            BlockHeader header = block.header();
            Branch branch = branch(header.previousHash())
                    .orElseThrow(() -> new RuleBrokenException(
                            BlockRule.PARENT_KNOWN,
                            "found " + header.previousHash() + "; applied is height " + applied.height()));
            headerRules.check(header, branch.tip());
            if (freshness.isPresent()) {
                long waitMicros = headerRules.check(header, branch.tip(), freshness.get());
                if (waitMicros > 0) {
                    return new Verdict.NotYet(waitMicros);
                }
            }
            headerRules.checkCertificate(block, branch, journaled);
            bodyRules.check(block, branch, journaled);
            return compare(block, branch, execute(block, branch));
        } catch (RuleBrokenException e) {
            return e.verdict();
        }
    }

    private BlockExecution.Finished execute(Block block, Branch branch) throws RuleBrokenException {
        BlockHeader header = block.header();
        BlockExecution execution = new BlockExecution(plugins, header.height(), header.timeMicros(), branch.state());
        for (Transaction transaction : block.transactions()) {
            try {
                Execution result = execution.tryNext(transaction);
                RuleBrokenException.require(
                        execution.hasRoomFor(result),
                        BlockRule.EXECUTION_SIZE,
                        () -> "exceeded by " + transaction.id());
                execution.accept(transaction, result);
            } catch (PluginFailedException e) {
                LOG.error("A proposed block is refused because a plugin has a defect", e);
                throw new RuleBrokenException(BlockRule.PLUGIN_FAILURE, e);
            }
        }
        return execution.finish(branch.tip().tree(), branch);
    }

    private Verdict compare(Block block, Branch branch, BlockExecution.Finished finished) {
        BlockHeader header = block.header();
        Fork fork = new Fork(block, finished, branch.tip().history(), branch.head());
        boolean sameResults = finished.resultRoot().equals(header.resultRoot());
        boolean sameState = finished.stateRoot().equals(header.stateRoot());
        if (sameResults && sameState) {
            forks.add(fork);
            return new Verdict.Valid();
        }
        Divergence found = Divergence.of(fork);
        divergence = Optional.of(found);
        return found.verdict((sameResults
                        ? ""
                        : "result root " + finished.resultRoot() + " instead of " + header.resultRoot())
                + (sameResults || sameState ? "" : " and ")
                + (sameState ? "" : "state root " + finished.stateRoot() + " instead of " + header.stateRoot()));
    }
}
