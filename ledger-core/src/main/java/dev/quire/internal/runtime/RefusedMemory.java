package dev.quire.internal.runtime;

import dev.quire.block.Rejection;
import dev.quire.hash.Hash;
import dev.quire.spi.state.TxStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers the newest transactions that this node knows to be in no block for ever, so that whoever asks learns why.
 * Bounded; the oldest is forgotten first. Safe for use by several threads.
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

    /**
     * Remembers what is final of the transaction with this id. The rest is no status: another node may have taken what
     * this one has not. Nor is a bad signature, which the id does not cover.
     */
    synchronized void remember(Hash id, Rejection reason) {
        if (reason.isFinal() && reason != Rejection.BAD_SIGNATURE) {
            remembered.put(id, reason == Rejection.EXPIRED ? new TxStatus.Expired() : new TxStatus.Rejected(reason));
        }
    }

    synchronized Optional<TxStatus> status(Hash id) {
        return Optional.ofNullable(remembered.get(id));
    }
}
