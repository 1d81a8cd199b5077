package dev.quire.internal.execution;

import dev.quire.codec.Bytes;
import dev.quire.spi.store.StoreReader.StoreEntry;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Changes over another layer, which they hide. */
final class Overlay implements StateLayer {
    private final NavigableMap<Bytes, Optional<Bytes>> changes = new TreeMap<>();
    private StateLayer below;

    Overlay(StateLayer below) {
        this.below = below;
    }

    void put(Bytes fullKey, Bytes value) {
        changes.put(fullKey, Optional.of(value));
    }

    void delete(Bytes fullKey) {
        changes.put(fullKey, Optional.empty());
    }

    void putAll(Map<Bytes, Optional<Bytes>> more) {
        changes.putAll(more);
    }

    /** Full key: new value, or empty where it was deleted. Ascending. */
    NavigableMap<Bytes, Optional<Bytes>> changes() {
        return Collections.unmodifiableNavigableMap(changes);
    }

    /** Lies over {@code layer} from now on, which must show what the layer before did. */
    void moveOnto(StateLayer layer) {
        below = layer;
    }

    @Override
    public Optional<Bytes> get(Bytes fullKey) {
        return changes.containsKey(fullKey) ? changes.getOrDefault(fullKey, Optional.empty()) : below.get(fullKey);
    }

    @Override
    public Iterator<StoreEntry> scan(Bytes from, Bytes to) {
        if (from.compareTo(to) >= 0) {
            return Collections.emptyIterator();
        }
        return new Merge(changes.subMap(from, to).entrySet().iterator(), below.scan(from, to));
    }

    /** Two ascending sequences as one; where both have a key, the change counts. */
    private static final class Merge implements Iterator<StoreEntry> {
        private final Iterator<Map.Entry<Bytes, Optional<Bytes>>> changed;
        private final Iterator<StoreEntry> old;
        private Map.@Nullable Entry<Bytes, Optional<Bytes>> change;
        private @Nullable StoreEntry entry;

        Merge(Iterator<Map.Entry<Bytes, Optional<Bytes>>> changed, Iterator<StoreEntry> old) {
            this.changed = changed;
            this.old = old;
            change = nextOf(changed);
            entry = nextOf(old);
        }

        @Override
        public boolean hasNext() {
            // Moves over the changes that delete, so that what comes first afterwards is shown.
            while (change != null && change.getValue().isEmpty() && !isBehind(change)) {
                takeChange(change);
            }
            return change != null || entry != null;
        }

        @Override
        public StoreEntry next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            if (change != null && !isBehind(change)) {
                StoreEntry shown =
                        new StoreEntry(change.getKey(), change.getValue().orElseThrow());
                takeChange(change);
                return shown;
            }
            StoreEntry shown = entry;
            entry = nextOf(old);
            if (shown == null) {
                throw new NoSuchElementException();
            }
            return shown;
        }

        private boolean isBehind(Map.Entry<Bytes, Optional<Bytes>> current) {
            return entry != null && entry.key().compareTo(current.getKey()) < 0;
        }

        private void takeChange(Map.Entry<Bytes, Optional<Bytes>> current) {
            if (entry != null && entry.key().equals(current.getKey())) {
                entry = nextOf(old);
            }
            change = nextOf(changed);
        }

        private static <T> @Nullable T nextOf(Iterator<T> iterator) {
            return iterator.hasNext() ? iterator.next() : null;
        }
    }
}
