package dev.quire.internal.execution;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.internal.statetree.StateTree;
import dev.quire.internal.statetree.TreeRoot;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.StateHashes;
import dev.quire.merkle.StateProof;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StateStore.StoreWrite;
import dev.quire.spi.store.StoreCorruptionException;
import dev.quire.spi.store.StoreReader;
import dev.quire.spi.store.StoreReader.StoreEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The states before the newest one. A block deletes nothing of the state that it changes; what it makes obsolete goes
 * when no state before it is kept any more. As safe for use by several threads as the reader that it is given.
 */
public final class PastStates {
    /** How many states before the newest one every node keeps, at least: some more than certificates ever lag behind. */
    public static final int DEFAULT_KEPT = 256;

    /** The most heights that go with one block, so that no commit waits for a change of what is kept. */
    private static final int MOST_PRUNED_AT_ONCE = 16;

    private static final Bytes OLDEST_STATE = Bytes.utf8("oldest-state");

    private final StoreReader store;

    /** @param store should stand still: what is asked for may be pruned by the next write */
    public PastStates(StoreReader store) {
        this.store = store;
    }

    /**
     * The lowest height whose state can be read and proven, up to the applied one.
     *
     * @throws StoreCorruptionException if the store does not say it, or names a height above the applied one
     */
    public long oldestHeight(long appliedHeight) {
        long oldest = store.get(Column.META, OLDEST_STATE)
                .map(PastStates::height)
                .orElseThrow(() -> new StoreCorruptionException(
                        "column META does not say which state is the oldest: rebuild the state from the journal"));
        if (oldest > appliedHeight) {
            throw new StoreCorruptionException("column META names the state at height " + oldest
                    + " as the oldest, applied is height " + appliedHeight + ": rebuild the state from the journal");
        }
        return oldest;
    }

    /** The value of a key after the block at {@code height}, which is not below {@link #oldestHeight}. */
    public Optional<Bytes> value(Bytes fullKey, long height) {
        Bytes replacedLater = StateColumns.historyKey(fullKey, height + 1);
        Bytes end = StateColumns.historyKey(fullKey, Long.MAX_VALUE);
        List<StoreEntry> replaced = store.range(Column.HISTORY, replacedLater, Optional.of(end), 1);
        return replaced.isEmpty()
                ? store.get(Column.STATE, fullKey)
                : StateColumns.replacedValue(replaced.get(0).value());
    }

    /**
     * Proves what the state after the block at {@code height} has in {@code asked}, and has not.
     *
     * @param stateRoot of that block's header
     * @throws dev.quire.internal.statetree.ProofTooLargeException if that holds too much for one proof
     */
    public StateProof prove(long height, Hash stateRoot, List<KeyRange> asked) {
        return StateTree.prove(
                treeRoot(height, stateRoot),
                nodeKey -> store.get(Column.TREE, nodeKey),
                asked,
                key -> value(key.fullKey(), height));
    }

    // A tree that a block leaves as it was has the version of an earlier one; so its record is the newest up to there.
    private TreeRoot treeRoot(long height, Hash stateRoot) {
        if (stateRoot.equals(StateHashes.EMPTY)) {
            return TreeRoot.EMPTY;
        }
        return store.floor(Column.TREE, StateTree.endOf(height))
                .map(found -> new TreeRoot(stateRoot, StateTree.versionOf(found.key())))
                .orElseThrow(() -> new StoreCorruptionException(
                        "column TREE has no tree up to height " + height + ": rebuild the state from the journal"));
    }

    /** What the block at {@code height} lets go of, when the states from {@code lowest} on are to stay. */
    List<StoreWrite> prunedWith(long height, long lowest) {
        long oldest = height == 0 ? 0 : oldestHeight(height);
        long newOldest = Math.max(oldest, Math.min(lowest, oldest + MOST_PRUNED_AT_ONCE));
        List<StoreWrite> writes = new ArrayList<>();
        for (StoreEntry entry : store.range(
                Column.STALE,
                StaleRecords.key(oldest),
                Optional.of(StaleRecords.key(newOldest + 1)),
                MOST_PRUNED_AT_ONCE + 1)) {
            writes.addAll(StaleRecords.decode(entry.value()).deletes());
            writes.add(StoreWrite.delete(Column.STALE, entry.key()));
        }
        writes.add(oldest(newOldest));
        return writes;
    }

    static StoreWrite oldest(long height) {
        return StoreWrite.put(
                Column.META, OLDEST_STATE, new CanonicalWriter(16).u64(height).toBytes());
    }

    private static long height(Bytes stored) {
        CanonicalReader in = new CanonicalReader("oldest state", stored);
        try {
            long height = in.u64();
            in.end();
            return height;
        } catch (MalformedException e) {
            throw new StoreCorruptionException(
                    "the height of the oldest state in column META is damaged: rebuild the state from the journal", e);
        }
    }
}
