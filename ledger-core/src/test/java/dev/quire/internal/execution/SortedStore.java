package dev.quire.internal.execution;

import dev.quire.codec.Bytes;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StateStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** A store in sorted maps whose whole content can be compared, and which can be told to fail. */
final class SortedStore implements StateStore {
    private final Map<Column, NavigableMap<Bytes, Bytes>> columns = new EnumMap<>(Column.class);
    private long appliedHeight = -1;
    private boolean readsFail;
    private boolean writesFail;

    SortedStore() {
        for (Column column : Column.values()) {
            columns.put(column, new TreeMap<>());
        }
    }

    /** Reads fail from now on, or work again. */
    void failReads(boolean fail) {
        readsFail = fail;
    }

    /** Writes fail from now on, or work again. */
    void failWrites(boolean fail) {
        writesFail = fail;
    }

    NavigableMap<Bytes, Bytes> content(Column column) {
        return columns.get(column);
    }

    @Override
    public long appliedHeight() {
        return appliedHeight;
    }

    @Override
    public void write(long height, List<StoreWrite> writes) throws IOException {
        if (writesFail) {
            throw new IOException("broken on purpose");
        }
        for (StoreWrite write : writes) {
            if (write.value().isPresent()) {
                content(write.column()).put(write.key(), write.value().get());
            } else {
                content(write.column()).remove(write.key());
            }
        }
        appliedHeight = height;
    }

    @Override
    public void clear() {
        columns.values().forEach(NavigableMap::clear);
        appliedHeight = -1;
    }

    @Override
    public Optional<Bytes> get(Column column, Bytes key) {
        check();
        return Optional.ofNullable(content(column).get(key));
    }

    @Override
    public List<StoreEntry> range(Column column, Bytes from, Optional<Bytes> to, int limit) {
        check();
        List<StoreEntry> entries = new ArrayList<>();
        NavigableMap<Bytes, Bytes> tail = content(column).tailMap(from, true);
        (to.isPresent() ? tail.headMap(to.get(), false) : tail)
                .entrySet().stream()
                        .limit(limit)
                        .forEach(entry -> entries.add(new StoreEntry(entry.getKey(), entry.getValue())));
        return entries;
    }

    @Override
    public Optional<StoreEntry> floor(Column column, Bytes key) {
        check();
        return Optional.ofNullable(content(column).floorEntry(key))
                .map(entry -> new StoreEntry(entry.getKey(), entry.getValue()));
    }

    private void check() {
        if (readsFail) {
            throw new IllegalStateException("broken on purpose");
        }
    }

    @Override
    public long flush() {
        return appliedHeight;
    }

    @Override
    public StoreSnapshot snapshot() {
        throw new UnsupportedOperationException("not needed here");
    }

    @Override
    public void close() {}
}
