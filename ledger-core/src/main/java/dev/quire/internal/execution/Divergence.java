package dev.quire.internal.execution;

import dev.quire.block.Block;
import dev.quire.block.ResultLeaf;
import dev.quire.merkle.StateKey;
import dev.quire.spi.consensus.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A block that keeps the rules, and of which this node computed another result than its proposer.
 *
 * @param leaves this node's
 * @param written the keys that this node wrote for the block's transactions, ascending
 */
record Divergence(Block block, List<ResultLeaf> leaves, List<StateKey> written) {
    private static final int MAX_KEYS_TOLD = 8;

    static Divergence of(Fork fork) {
        List<StateKey> written = fork.state().changes().keySet().stream()
                .map(StateKey::ofFullKey)
                .filter(key -> key.pluginId() != Plugins.ENGINE.pluginId())
                .toList();
        return new Divergence(fork.block(), fork.resultLeaves(), written);
    }

    /**
     * What can be told without the proposer's results: of a block with one transaction, which one it is.
     *
     * @param roots which roots differ
     */
    Verdict.Diverged verdict(String roots) {
        boolean single = leaves.size() == 1;
        String where = single
                ? "transaction " + leaves.get(0).txId() + " at index 0"
                : "one of " + leaves.size() + " transactions";
        return new Verdict.Diverged(
                single ? 0 : -1,
                "block " + block.hash() + " at height " + block.height() + ", " + where + ": computed " + roots
                        + "; this node wrote " + keys());
    }

    private String keys() {
        String told = written.stream()
                .limit(MAX_KEYS_TOLD)
                .map(key -> key.key().toHex() + " of plugin " + key.pluginId())
                .collect(Collectors.joining(", "));
        int more = written.size() - MAX_KEYS_TOLD;
        return written.isEmpty() ? "no key" : "key " + told + (more > 0 ? " and " + more + " more" : "");
    }

    /** The first transaction in which the proposer's leaves differ; empty if they are not what the header commits to. */
    Optional<Verdict.Diverged> explain(List<ResultLeaf> theirs) {
        if (!block.header().resultRoot().equals(BlockExecution.resultRoot(theirs))) {
            return Optional.empty();
        }
        for (int i = 0; i < theirs.size(); i++) {
            ResultLeaf own = leaves.get(i);
            if (!own.equals(theirs.get(i))) {
                return Optional.of(new Verdict.Diverged(
                        i,
                        "height " + block.height() + ", transaction " + own.txId() + " at index " + i + ": computed "
                                + own + ", the proposer " + theirs.get(i)));
            }
        }
        return Optional.of(
                new Verdict.Diverged(-1, "height " + block.height() + ": all results agree, the state roots differ"));
    }
}
