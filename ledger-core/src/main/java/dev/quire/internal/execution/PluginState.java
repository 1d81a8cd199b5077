package dev.quire.internal.execution;

import dev.quire.codec.Bytes;
import dev.quire.merkle.StateKey;
import dev.quire.spi.state.StateView;
import dev.quire.spi.store.StoreReader;
import dev.quire.spi.store.StoreReader.StoreEntry;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** One plugin's part of the state. */
public final class PluginState implements StateView {
    /** The most entries that one {@link #range} may ask for. */
    static final int MAX_RANGE = 10_000;
    /** The most bytes of keys and values that one {@link #range} may give. */
    static final long MAX_RANGE_BYTES = 64L * 1024 * 1024;

    private final int pluginId;
    private final StateLayer state;

    /** What {@code store} has applied, as safe for use by several threads as that is: for checks and queries. */
    public PluginState(int pluginId, StoreReader store) {
        this(pluginId, new StoredLayer(store));
    }

    PluginState(int pluginId, StateLayer state) {
        this.pluginId = pluginId;
        this.state = state;
    }

    @Override
    public Optional<Bytes> get(Bytes key) {
        return state.get(fullKey(key));
    }

    @Override
    public List<Entry> range(Bytes from, Bytes to, int limit) {
        checkLimit(limit);
        List<Entry> entries = new ArrayList<>();
        long bytes = 0;
        for (Iterator<StoreEntry> scan = scan(from, to); entries.size() < limit && scan.hasNext(); ) {
            Entry entry = entry(scan.next());
            bytes += entry.key().size() + entry.value().size();
            if (bytes > MAX_RANGE_BYTES) {
                throw new IllegalArgumentException(
                        "the range has more than " + MAX_RANGE_BYTES + " bytes; ask for fewer entries");
            }
            entries.add(entry);
        }
        return entries;
    }

    Iterator<StoreEntry> scan(Bytes from, Bytes to) {
        Bytes prefix = new StateKey(pluginId, Bytes.EMPTY).fullKey();
        return state.scan(prefix.concat(from), prefix.concat(to));
    }

    /** The entry under the plugin's own key. */
    static Entry entry(StoreEntry stored) {
        return new Entry(StateKey.ofFullKey(stored.key()).key(), stored.value());
    }

    static void checkLimit(int limit) {
        if (limit < 1 || limit > MAX_RANGE) {
            throw new IllegalArgumentException("a range is of 1 to " + MAX_RANGE + " entries, not " + limit);
        }
    }

    /** @throws IllegalArgumentException if the key is empty or too long */
    Bytes fullKey(Bytes key) {
        if (key.isEmpty() || key.size() > MAX_KEY_SIZE) {
            throw new IllegalArgumentException(
                    "a key has 1 to " + MAX_KEY_SIZE + " bytes, not " + key.size() + "; hash longer names");
        }
        return new StateKey(pluginId, key).fullKey();
    }
}
