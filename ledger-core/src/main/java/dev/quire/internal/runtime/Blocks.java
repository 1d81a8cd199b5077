package dev.quire.internal.runtime;

import dev.quire.block.Block;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/**
 * Committed blocks by height: the newest from memory, the others from the journal by way of its thread. Safe for use by
 * several threads.
 */
final class Blocks {
    private static final long MAX_CACHED_BYTES = 32L * 1024 * 1024;

    private final Block genesis;
    private final LongFunction<CompletableFuture<Optional<Block>>> journal;
    private final LongSupplier storedHeight;
    private final ConcurrentSkipListMap<Long, Block> newest = new ConcurrentSkipListMap<>();
    private final AtomicLong cachedBytes = new AtomicLong();

    /**
     * @param journal the block that it has of a height
     * @param storedHeight of the newest block that is applied: what a block comes to can be read before anybody is told of
     *     the block, so it must be found then too
     */
    Blocks(Block genesis, LongFunction<CompletableFuture<Optional<Block>>> journal, LongSupplier storedHeight) {
        this.genesis = genesis;
        this.journal = journal;
        this.storedHeight = storedHeight;
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
        if (height == 0) {
            return CompletableFuture.completedFuture(Optional.of(genesis));
        }
        Block cached = newest.get(height);
        if (cached != null) {
            return CompletableFuture.completedFuture(Optional.of(cached));
        }
        boolean isApplied = height > 0 && height <= storedHeight.getAsLong();
        return isApplied ? journal.apply(height) : CompletableFuture.completedFuture(Optional.empty());
    }
}
