package dev.quire.internal.runtime;

import dev.quire.hash.Hash;
import dev.quire.spi.state.TxStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers the newest transactions that this node turned away or saw expire, so that whoever asks learns why. Bounded;
 * the oldest is forgotten first. Safe for use by several threads.
 */
final class RefusedMemory {
    private static final int MAX_REMEMBERED = 10_000;

    private final Map<Hash, TxStatus> remembered = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Hash, TxStatus> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    synchronized void remember(Hash id, TxStatus status) {
        remembered.put(id, status);
    }

    synchronized Optional<TxStatus> status(Hash id) {
        return Optional.ofNullable(remembered.get(id));
    }
}
