package dev.quire.internal.execution;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.internal.statetree.StateTree;
import dev.quire.internal.statetree.TreeRoot;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.StateKey;
import dev.quire.merkle.StateProof;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StoreReader;
import dev.quire.spi.store.StoreReader.StoreEntry;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The newest applied state, read as a whole, in the order of its keys. */
public final class StateExport {
    private final StoreReader store;
    private final TreeRoot root;

    /** @param still must not change while it is read */
    public StateExport(StoreReader still) {
        this.store = still;
        this.root = StateColumns.treeRoot(still);
    }

    /** The first entries from the full key {@code from} on. */
    public List<StoreEntry> entries(Bytes from, int limit) {
        return store.range(Column.STATE, from, Optional.empty(), limit);
    }

    /**
     * Proves all of a range.
     *
     * @param values all that is in it
     */
    public StateProof prove(KeyRange range, Map<StateKey, Bytes> values) {
        return StateTree.prove(
                root,
                nodeKey -> store.get(Column.TREE, nodeKey),
                List.of(range),
                key -> Optional.ofNullable(values.get(key)));
    }

    /** Ids of transactions whose validUntil lies in {@code minute}, from number {@code first} on, in chain order. */
    public List<Hash> ids(long minute, int first, int limit) {
        return store
                .range(
                        Column.SEEN_IDS,
                        SeenIdRecords.key(minute, first),
                        Optional.of(SeenIdRecords.key(minute + 1, 0)),
                        limit)
                .stream()
                .map(entry -> Hash.of(entry.value()))
                .toList();
    }
}
