package dev.quire.internal.execution;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.internal.statetree.TreeRoot;
import dev.quire.internal.statetree.TreeUpdate;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StateStore.StoreWrite;
import dev.quire.spi.store.StoreCorruptionException;
import dev.quire.spi.store.StoreReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How the state lies in the columns of the store: flat values, the tree, and the values before. */
final class StateColumns {
    private static final Bytes TREE_ROOT = Bytes.utf8("tree-root");

    private StateColumns() {}

    /** What an applied block changes; {@code before} is the state that it changes. Nothing of that state is deleted. */
    static List<StoreWrite> of(Fork fork, StateLayer before) {
        List<StoreWrite> writes = new ArrayList<>();
        long height = fork.header().height();
        List<Bytes> replaced = new ArrayList<>();
        fork.state().changes().forEach((fullKey, value) -> {
            Optional<Bytes> old = before.get(fullKey);
            if (!old.equals(value)) {
                Bytes historyKey = historyKey(fullKey, height);
                replaced.add(historyKey);
                writes.add(new StoreWrite(Column.STATE, fullKey, value));
                writes.add(StoreWrite.put(Column.HISTORY, historyKey, optional(old)));
            }
        });
        TreeUpdate tree = fork.tree();
        tree.newNodes().forEach((key, node) -> writes.add(StoreWrite.put(Column.TREE, key, node)));
        StaleRecords stale = new StaleRecords(tree.staleNodes(), replaced);
        if (!stale.isEmpty()) {
            writes.add(StoreWrite.put(Column.STALE, StaleRecords.key(height), stale.encoded()));
        }
        writes.add(put(tree.newRoot()));
        return writes;
    }

    static StoreWrite put(TreeRoot root) {
        return StoreWrite.put(Column.META, TREE_ROOT, root.encoded());
    }

    /** The root of the state tree after the newest applied block. */
    static TreeRoot treeRoot(StoreReader store) {
        try {
            return TreeRoot.decode(store.get(Column.META, TREE_ROOT)
                    .orElseThrow(() -> new StoreCorruptionException(
                            "column META has no root of the state tree: rebuild the state from the journal")));
        } catch (MalformedException e) {
            throw new StoreCorruptionException(
                    "the root of the state tree in column META is damaged: rebuild the state from the journal", e);
        }
    }

    /**
     * Key in {@link Column#HISTORY}: the full key with each zero byte followed by 0xff, two zero bytes, and the height
     * at which the value was replaced. So the entries of a key stand together, in the order of the keys.
     */
    static Bytes historyKey(Bytes fullKey, long height) {
        CanonicalWriter out = new CanonicalWriter(fullKey.size() + 16);
        for (int i = 0; i < fullKey.size(); i++) {
            out.u8(fullKey.at(i));
            if (fullKey.at(i) == 0) {
                out.u8(0xff);
            }
        }
        return out.u16(0).u64(height).toBytes();
    }

    /** uint8 0 for no value; uint8 1, then the value. */
    private static Bytes optional(Optional<Bytes> value) {
        CanonicalWriter out = new CanonicalWriter(1 + value.map(Bytes::size).orElse(0));
        out.u8(value.isPresent() ? 1 : 0);
        value.ifPresent(out::fixed);
        return out.toBytes();
    }

    /** Reads what {@link #optional} wrote. */
    static Optional<Bytes> replacedValue(Bytes stored) {
        if (stored.isEmpty() || stored.at(0) > 1 || (stored.at(0) == 0 && stored.size() > 1)) {
            throw new StoreCorruptionException("column HISTORY is damaged: rebuild the state from the journal");
        }
        return stored.at(0) == 0 ? Optional.empty() : Optional.of(stored.slice(1, stored.size()));
    }
}
