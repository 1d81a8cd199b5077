package dev.quire.internal.runtime;

import dev.quire.hash.Hash;
import dev.quire.spi.consensus.BrokenInvariantException;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.Entry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;

/**
 * Holds back committed blocks until this node's own journal has them: a leader may learn that a majority has a block
 * before its own disk does, and a state store that ran ahead of its journal could not be rebuilt. Owned by the consensus
 * loop.
 */
final class CommitGate {
    /** A block that may be applied. */
    record Ready(long height, Hash blockHash) {}

    private final TreeMap<Long, Effect.Persist> persisting = new TreeMap<>();
    private final TreeMap<Long, Hash> durable = new TreeMap<>();
    private final Deque<Ready> committed = new ArrayDeque<>();
    private long lastCommitted;

    /** @param startHeight the height up to which all is committed and applied already */
    CommitGate(long startHeight) {
        lastCommitted = startHeight;
    }

    /** Entries that were durable and uncommitted when the node started. */
    void durableAtStart(List<Entry> entries) {
        entries.forEach(entry -> durable.put(entry.height(), entry.block().hash()));
    }

    void persisting(Effect.Persist persist) {
        if (!persist.entries().isEmpty()) {
            persisting.put(persist.requestId(), persist);
        }
    }

    /** The persist with this id and all before it are done. */
    List<Ready> persisted(long requestId) {
        var done = persisting.headMap(requestId, true);
        for (Effect.Persist persist : done.values()) {
            durable.tailMap(persist.entries().get(0).height(), true).clear();
            persist.entries()
                    .forEach(entry -> durable.put(entry.height(), entry.block().hash()));
        }
        done.clear();
        return release();
    }

    /** Guarantee 6: once per height, in order, without gaps. */
    List<Ready> committed(long height, Hash blockHash) {
        if (height != lastCommitted + 1) {
            throw new BrokenInvariantException(
                    "the engine committed height " + height + " after height " + lastCommitted);
        }
        lastCommitted = height;
        committed.add(new Ready(height, blockHash));
        return release();
    }

    private List<Ready> release() {
        List<Ready> ready = new ArrayList<>();
        while (!committed.isEmpty() && isDurable(committed.getFirst())) {
            Ready next = committed.removeFirst();
            durable.headMap(next.height(), true).clear();
            ready.add(next);
        }
        return ready;
    }

    private boolean isDurable(Ready block) {
        return block.blockHash().equals(durable.get(block.height()));
    }
}
