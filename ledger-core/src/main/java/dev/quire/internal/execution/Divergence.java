package dev.quire.internal.execution;

import dev.quire.block.Block;
import dev.quire.block.ResultLeaf;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.merkle.StateKey;
import dev.quire.spi.consensus.Verdict;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A block that keeps the rules, and of which this node computed another result than its proposer. What the proposer
 * computed, which anybody may say, is believed only where the block's header commits to it.
 *
 * @param own what this node computed
 * @param written the keys that this node wrote for the block's transactions
 */
record Divergence(Block block, BlockResults own, Collection<StateKey> written) {
    private static final int MAX_KEYS_TOLD = 8;

    static Divergence of(Fork fork) {
        List<StateKey> written = fork.state().changes().keySet().stream()
                .map(StateKey::ofFullKey)
                .filter(key -> key.pluginId() != Plugins.ENGINE.pluginId())
                .toList();
        return new Divergence(fork.block(), fork.results(), written);
    }

    /**
     * What can be told without the proposer's results: of a block with one transaction, which one it is.
     *
     * @param roots which roots differ
     */
    Verdict.Diverged verdict(String roots) {
        boolean single = own.leaves().size() == 1;
        return new Verdict.Diverged(
                single ? 0 : -1,
                "block " + block.hash() + " at height " + block.height() + ", "
                        + (single ? at(0) : "one of " + own.leaves().size() + " transactions") + ": computed " + roots
                        + "; this node wrote " + told(written));
    }

    private String at(int index) {
        return "transaction " + own.leaves().get(index).txId() + " at index " + index;
    }

    private static String told(Collection<StateKey> keys) {
        String told = keys.stream().limit(MAX_KEYS_TOLD).map(Divergence::told).collect(Collectors.joining(", "));
        int more = keys.size() - MAX_KEYS_TOLD;
        return keys.isEmpty() ? "no key" : told + (more > 0 ? " and " + more + " more" : "");
    }

    private static String told(StateKey key) {
        return "key " + key.key().toHex() + " of plugin " + key.pluginId();
    }

    /** The first transaction in which the proposer's leaves differ; empty if they are not what the header commits to. */
    Optional<Verdict.Diverged> explain(List<ResultLeaf> theirs) {
        boolean isProven = theirs.size() == own.leaves().size()
                && block.header().resultRoot().equals(BlockExecution.resultRoot(theirs));
        if (!isProven) {
            return Optional.empty();
        }
        for (int i = 0; i < theirs.size(); i++) {
            ResultLeaf mine = own.leaves().get(i);
            if (!mine.equals(theirs.get(i))) {
                return Optional.of(new Verdict.Diverged(
                        i,
                        "height " + block.height() + ", " + at(i) + ": computed " + mine + ", the proposer "
                                + theirs.get(i)));
            }
        }
        return Optional.of(new Verdict.Diverged(
                -1,
                "height " + block.height() + ": all results agree, so the proposer made up the state root, or the"
                        + " states differed before the block: quire verify finds out whether this node's is right"));
    }

    /**
     * The keys in which the proposer's writes of one transaction differ from this node's.
     *
     * @param theirs the proposer's leaf, found proven by {@link #explain(List)}
     * @param writeSet what its write digest is the hash of
     * @return empty if {@code writeSet} is not that
     */
    Optional<String> explain(ResultLeaf theirs, Bytes writeSet) {
        WriteSet other = new WriteSet(writeSet);
        if (!other.digest().equals(theirs.writeDigest())) {
            return Optional.empty();
        }
        int index = theirs.index();
        try {
            SortedMap<StateKey, Optional<Hash>> mine =
                    new WriteSet(own.writeSets().get(index)).entries();
            TreeMap<StateKey, String> differing = differences(mine, other.entries());
            String first = differing.isEmpty()
                    ? "the writes are the same, the outcome, output or events are not: computed "
                            + own.leaves().get(index) + ", the proposer " + theirs
                    : told(differing.keySet()) + ": " + differing.firstEntry().getValue();
            return Optional.of("height " + block.height() + ", " + at(index) + ", " + first);
        } catch (MalformedException e) {
            return Optional.of("height " + block.height() + ", " + at(index)
                    + ": the proposer's write set cannot be read: " + e.getMessage());
        }
    }

    /** What can be told of a transaction whose writes by the proposer nobody has told. */
    String explain(int index) {
        TreeSet<StateKey> keys = new TreeSet<>();
        try {
            keys.addAll(new WriteSet(own.writeSets().get(index)).entries().keySet());
        } catch (MalformedException e) {
            throw new IllegalStateException("this node made a write set that it cannot read", e);
        }
        return "height " + block.height() + ", " + at(index) + "; this node wrote " + told(keys)
                + "; no member told what the proposer wrote";
    }

    private static TreeMap<StateKey, String> differences(
            SortedMap<StateKey, Optional<Hash>> mine, SortedMap<StateKey, Optional<Hash>> theirs) {
        TreeSet<StateKey> keys = new TreeSet<>(mine.keySet());
        keys.addAll(theirs.keySet());
        TreeMap<StateKey, String> differing = new TreeMap<>();
        for (StateKey key : keys) {
            String here = deed(mine, key);
            String there = deed(theirs, key);
            if (!here.equals(there)) {
                differing.put(key, "this node " + here + ", the proposer " + there);
            }
        }
        return differing;
    }

    private static String deed(SortedMap<StateKey, Optional<Hash>> writes, StateKey key) {
        if (!writes.containsKey(key)) {
            return "left it alone";
        }
        return writes.getOrDefault(key, Optional.empty())
                .map(hash -> "wrote a value with hash " + hash)
                .orElse("deleted it");
    }
}
