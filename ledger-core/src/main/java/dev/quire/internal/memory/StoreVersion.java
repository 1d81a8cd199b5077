package dev.quire.internal.memory;

import dev.quire.codec.Bytes;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StateStore.StoreWrite;
import dev.quire.spi.store.StoreReader;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All columns as they stand after one batch. Never changed; a column without entries is absent. */
record StoreVersion(long appliedHeight, Map<Column, SortedTree> columns) implements StoreReader {
    static final StoreVersion EMPTY = new StoreVersion(-1, Map.of());

    StoreVersion after(long newHeight, List<StoreWrite> writes) {
        if (newHeight < appliedHeight) {
            throw new IllegalArgumentException(
                    "applied height " + newHeight + " is below the present one, " + appliedHeight);
        }
        Map<Column, SortedTree> next = new EnumMap<>(Column.class);
        next.putAll(columns);
        for (StoreWrite write : writes) {
            next.compute(write.column(), (column, tree) -> apply(tree, write));
        }
        return new StoreVersion(newHeight, next);
    }

    private static @Nullable SortedTree apply(@Nullable SortedTree tree, StoreWrite write) {
        return write.value().isPresent()
                ? SortedTree.put(tree, new StoreEntry(write.key(), write.value().get()))
                : SortedTree.remove(tree, write.key());
    }

    @Override
    public Optional<Bytes> get(Column column, Bytes key) {
        return floor(column, key).filter(entry -> entry.key().equals(key)).map(StoreEntry::value);
    }

    @Override
    public List<StoreEntry> range(Column column, Bytes from, Optional<Bytes> to, int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("limit " + limit + " is negative");
        }
        List<StoreEntry> found = new ArrayList<>();
        SortedTree.range(columns.get(column), from, to, limit, found);
        return found;
    }

    @Override
    public Optional<StoreEntry> floor(Column column, Bytes key) {
        return SortedTree.floor(columns.get(column), key);
    }
}
