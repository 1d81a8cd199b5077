package dev.quire.internal.execution;

import dev.quire.hash.Hash;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** The results of the blocks applied last, for a member that computed others and asks where they part. */
final class ResultsMemory {
    private static final int MAX_BLOCKS = 32;
    private static final long MAX_BYTES = 4L * 1024 * 1024;

    private final Deque<BlockResults> newest = new ArrayDeque<>();
    private long bytes;

    /** Keeps them; the oldest go if there are too many, and the newest stay however large they are. */
    void add(BlockResults results) {
        newest.addFirst(results);
        bytes += results.size();
        while (newest.size() > 1 && (newest.size() > MAX_BLOCKS || bytes > MAX_BYTES)) {
            bytes -= newest.removeLast().size();
        }
    }

    Optional<BlockResults> of(Hash blockHash) {
        return newest.stream()
                .filter(results -> results.blockHash().equals(blockHash))
                .findFirst();
    }
}
