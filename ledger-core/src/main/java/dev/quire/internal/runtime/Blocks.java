package dev.quire.internal.runtime;

import dev.quire.block.Block;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Committed blocks by height: the newest from memory, the others from the journal by way of its thread. Safe for use by
 * several threads.
 */
final class Blocks {
    private static final long MAX_CACHED_BYTES = 32L * 1024 * 1024;

    private final Block genesis;
    private final JournalLoop journal;
    private final StatusBoard board;
    private final ConcurrentSkipListMap<Long, Block> newest = new ConcurrentSkipListMap<>();
    private final AtomicLong cachedBytes = new AtomicLong();

    Blocks(Block genesis, JournalLoop journal, StatusBoard board) {
        this.genesis = genesis;
        this.journal = journal;
        this.board = board;
    }

    /** Called for each applied block, in order, on one thread. */
    void applied(Block block) {
        newest.put(block.height(), block);
        long bytes = cachedBytes.addAndGet(block.encoded().size());
        while (bytes > MAX_CACHED_BYTES && newest.size() > 1) {
            bytes = cachedBytes.addAndGet(
                    -newest.pollFirstEntry().getValue().encoded().size());
        }
    }

    /** The applied block at {@code height}; empty if there is none yet or it has been pruned. */
    CompletableFuture<Optional<Block>> at(long height) {
        if (height < 0 || height > board.head().height()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        if (height == 0) {
            return CompletableFuture.completedFuture(Optional.of(genesis));
        }
        Block cached = newest.get(height);
        return cached != null ? CompletableFuture.completedFuture(Optional.of(cached)) : journal.find(height);
    }
}
