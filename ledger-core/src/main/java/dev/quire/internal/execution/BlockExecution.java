package dev.quire.internal.execution;

import dev.quire.block.ResultLeaf;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.internal.chain.TransactionResult;
import dev.quire.internal.statetree.NodeReader;
import dev.quire.internal.statetree.StateTree;
import dev.quire.internal.statetree.TreeRoot;
import dev.quire.internal.statetree.TreeUpdate;
import dev.quire.merkle.MerkleTree;
import dev.quire.merkle.StateHashes;
import dev.quire.merkle.StateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The execution of one block, transaction by transaction, on its parent's state. {@link #tryNext} leaves everything as
 * it was until {@link #accept}.
 */
final class BlockExecution {
    /** Bytes written, emitted and returned by all transactions of a block together. */
    static final long MAX_WRITTEN_BYTES = 64L * 1024 * 1024;
    /** Steps of all transactions of a block together. */
    static final long MAX_STEPS = 10_000_000L;

    private final Plugins plugins;
    private final long height;
    private final long timeMicros;
    private final Overlay state;
    private final List<Transaction> transactions = new ArrayList<>();
    private final List<TransactionResult> results = new ArrayList<>();
    private final List<Bytes> writeSets = new ArrayList<>();
    private final SortedMap<StateKey, Optional<Hash>> treeChanges = new TreeMap<>();
    private long steps;
    private long writtenBytes;

    BlockExecution(Plugins plugins, long height, long timeMicros, StateLayer parent) {
        this.plugins = plugins;
        this.height = height;
        this.timeMicros = timeMicros;
        this.state = new Overlay(parent);
    }

    /** Executes a transaction in the place after those that were accepted. */
    Execution tryNext(Transaction transaction) throws PluginFailedException {
        return plugins.apply(Call.of(transaction, height, timeMicros, results.size()), state);
    }

    /** Would the block still keep its limits with it? */
    boolean hasRoomFor(Execution execution) {
        return steps + execution.steps() <= MAX_STEPS && writtenBytes + execution.writtenBytes() <= MAX_WRITTEN_BYTES;
    }

    void accept(Transaction transaction, Execution execution) {
        WriteSet writeSet = keep(execution);
        transactions.add(transaction);
        writeSets.add(writeSet.encoded());
        results.add(execution.result(writeSet));
    }

    /** Takes the writes over without a result: genesis has no transactions. */
    void acceptGenesis(Execution execution) {
        keep(execution);
    }

    private WriteSet keep(Execution execution) {
        steps += execution.steps();
        writtenBytes += execution.writtenBytes();
        state.putAll(execution.writes());
        return execution.writeSet(treeChanges);
    }

    /** What a header has of its transactions' results. */
    static Hash resultRoot(List<ResultLeaf> leaves) {
        return MerkleTree.root(
                MerkleTree.leafHashes(leaves.stream().map(ResultLeaf::encoded).toList()));
    }

    /** The state after the block, and what its header commits to. */
    record Finished(Overlay state, TreeUpdate tree, List<TransactionResult> results, List<Bytes> writeSets) {
        Hash resultRoot() {
            return BlockExecution.resultRoot(
                    results.stream().map(TransactionResult::leaf).toList());
        }

        Hash stateRoot() {
            return tree.newRoot().hash();
        }
    }

    /** Adds the engine's own writes and computes the state tree. To be called once, at the end. */
    Finished finish(TreeRoot parentTree, NodeReader nodes) {
        StateHashes hashes = new StateHashes();
        SeenIds.changes(state, timeMicros, transactions).forEach((fullKey, value) -> {
            treeChanges.put(StateKey.ofFullKey(fullKey), value.map(hashes::value));
            value.ifPresentOrElse(present -> state.put(fullKey, present), () -> state.delete(fullKey));
        });
        TreeUpdate tree = StateTree.update(parentTree, nodes, height, treeChanges);
        return new Finished(state, tree, List.copyOf(results), List.copyOf(writeSets));
    }
}
