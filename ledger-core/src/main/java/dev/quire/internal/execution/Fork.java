package dev.quire.internal.execution;

import dev.quire.block.Block;
import dev.quire.block.BlockHeader;
import dev.quire.block.ResultLeaf;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.internal.chain.AppliedBlock;
import dev.quire.internal.chain.TransactionResult;
import dev.quire.internal.statetree.TreeUpdate;
import dev.quire.merkle.HistoryFrontier;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A block that was executed and is not committed yet: what it changes, over its parent. */
final class Fork {
    private final Block block;
    private final BlockExecution.Finished finished;
    private final HistoryFrontier.Appended history;
    private final Set<Hash> ids = new HashSet<>();
    private Optional<Fork> parent;

    /**
     * @param parent empty if that is the applied block
     * @param before the history that the block's header commits to
     */
    Fork(Block block, BlockExecution.Finished finished, HistoryFrontier before, Optional<Fork> parent) {
        this.block = block;
        this.finished = finished;
        this.history = before.append(block.hash());
        this.parent = parent;
        block.transactions().stream().map(Transaction::id).forEach(ids::add);
    }

    Block block() {
        return block;
    }

    BlockHeader header() {
        return block.header();
    }

    Hash hash() {
        return block.hash();
    }

    Optional<Fork> parent() {
        return parent;
    }

    /** Its parent has become the applied block. */
    void detach(StateLayer applied) {
        parent = Optional.empty();
        finished.state().moveOnto(applied);
    }

    Tip tip() {
        return new Tip(header(), hash(), history.frontier(), tree().newRoot());
    }

    Overlay state() {
        return finished.state();
    }

    TreeUpdate tree() {
        return finished.tree();
    }

    HistoryFrontier.Appended history() {
        return history;
    }

    /** Does this block hold the transaction? */
    boolean holds(Hash txId) {
        return ids.contains(txId);
    }

    /** A record of the state tree that this block wrote. */
    Optional<Bytes> node(Bytes nodeKey) {
        return Optional.ofNullable(tree().newNodes().get(nodeKey));
    }

    AppliedBlock applied() {
        return new AppliedBlock(block, finished.results());
    }

    BlockResults results() {
        List<ResultLeaf> leaves =
                finished.results().stream().map(TransactionResult::leaf).toList();
        return new BlockResults(hash(), leaves, finished.writeSets());
    }
}
