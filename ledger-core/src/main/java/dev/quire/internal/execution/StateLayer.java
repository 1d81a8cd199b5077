package dev.quire.internal.execution;

import dev.quire.codec.Bytes;
import dev.quire.spi.store.StoreReader.StoreEntry;
import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;

/** The ordered state of all plugins under their full keys, at one point of one branch of the chain. */
interface StateLayer {
    /** The state before genesis. */
    StateLayer EMPTY = new StateLayer() {
        @Override
        public Optional<Bytes> get(Bytes fullKey) {
            return Optional.empty();
        }

        @Override
        public Iterator<StoreEntry> scan(Bytes from, Bytes to) {
            return Collections.emptyIterator();
        }
    };

    Optional<Bytes> get(Bytes fullKey);

    /**
     * The entries from {@code from}, inclusive, to {@code to}, exclusive, ascending, read as they are asked for. Nobody
     * may write before the caller is done with it.
     */
    Iterator<StoreEntry> scan(Bytes from, Bytes to);
}
