package dev.quire.internal.execution;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.internal.chain.ChainImport;
import dev.quire.internal.statetree.StateTree;
import dev.quire.internal.statetree.TreeRoot;
import dev.quire.internal.statetree.TreeUpdate;
import dev.quire.merkle.ProvenState;
import dev.quire.merkle.StateKey;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StateStore.StoreWrite;
import dev.quire.spi.store.StoreReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Puts the state after block h together again in an empty store: its tree is computed anew from all values. */
public final class StateImport {
    private final StoreReader store;
    private final long height;
    private TreeRoot root = TreeRoot.EMPTY;

    /** @param store what is returned here is written there before the next call */
    public StateImport(StoreReader store, long height) {
        this.store = store;
        this.height = height;
    }

    /** The next entries, in the order of their keys, all with their values. */
    public List<StoreWrite> entries(List<ProvenState.Entry> entries) {
        List<StoreWrite> writes = new ArrayList<>();
        TreeMap<StateKey, Optional<Hash>> changes = new TreeMap<>();
        for (ProvenState.Entry entry : entries) {
            writes.add(StoreWrite.put(
                    Column.STATE, entry.key().fullKey(), entry.value().orElseThrow()));
            changes.put(entry.key(), Optional.of(entry.valueHash()));
        }
        TreeUpdate update = StateTree.extend(root, nodeKey -> store.get(Column.TREE, nodeKey), height, changes);
        update.staleNodes().forEach(key -> writes.add(StoreWrite.delete(Column.TREE, key)));
        update.newNodes().forEach((Bytes key, Bytes node) -> writes.add(StoreWrite.put(Column.TREE, key, node)));
        root = update.newRoot();
        return writes;
    }

    /** The next ids of a minute, in chain order. */
    public List<StoreWrite> ids(long minute, int first, List<Hash> ids) {
        List<StoreWrite> writes = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            writes.add(SeenIdRecords.put(minute, first + i, ids.get(i)));
            writes.add(ChainImport.seen(ids.get(i), height, minute));
        }
        return writes;
    }

    /** The root that all entries so far make. */
    public Hash stateRoot() {
        return root.hash();
    }

    /** What makes it the applied state, the oldest that there is. */
    public List<StoreWrite> finish() {
        return List.of(StateColumns.put(root), PastStates.oldest(height));
    }
}
