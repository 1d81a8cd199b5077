package dev.quire.internal.execution;

import dev.quire.codec.Bytes;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StoreReader;
import dev.quire.spi.store.StoreReader.StoreEntry;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The newest applied state, as the store or a snapshot of it has it. */
record StoredLayer(StoreReader store) implements StateLayer {
    private static final int FIRST_PAGE = 8;
    private static final int LARGEST_PAGE = 256;

    @Override
    public Optional<Bytes> get(Bytes fullKey) {
        return store.get(Column.STATE, fullKey);
    }

    @Override
    public Iterator<StoreEntry> scan(Bytes from, Bytes to) {
        return from.compareTo(to) < 0 ? new Pages(store, from, to) : Collections.emptyIterator();
    }

    /** Reads a few entries first, since most questions want few, and more from page to page. */
    private static final class Pages implements Iterator<StoreEntry> {
        private static final Bytes ZERO_BYTE = Bytes.wrap(new byte[1]);

        private final StoreReader store;
        private final Optional<Bytes> to;
        private Iterator<StoreEntry> page = Collections.emptyIterator();
        private Bytes next;
        private int pageSize = FIRST_PAGE;
        private boolean last;

        Pages(StoreReader store, Bytes from, Bytes to) {
            this.store = store;
            this.next = from;
            this.to = Optional.of(to);
        }

        @Override
        public boolean hasNext() {
            if (!page.hasNext() && !last) {
                List<StoreEntry> read = store.range(Column.STATE, next, to, pageSize);
                last = read.size() < pageSize;
                pageSize = Math.min(2 * pageSize, LARGEST_PAGE);
                page = read.iterator();
            }
            return page.hasNext();
        }

        @Override
        public StoreEntry next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            StoreEntry entry = page.next();
            next = entry.key().concat(ZERO_BYTE);
            return entry;
        }
    }
}
