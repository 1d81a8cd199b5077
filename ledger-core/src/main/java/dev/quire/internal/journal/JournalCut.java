package dev.quire.internal.journal;

import java.util.List;

/**
 * How far a journal was durable at one moment. What a cut names does not change any more, so that another thread may read
 * it, through files that it opened itself; only whole segments may be dropped meanwhile.
 */
public final class JournalCut {
    private final Identity identity;
    private final Head head;
    private final List<Part> parts;
    private final long lastHeight;

    /**
     * A segment.
     *
     * @param file its name
     * @param bytes from its beginning on that are written
     * @param size of the file
     * @param nextNumber of the record that follows its last one
     */
    public record Part(String file, long bytes, long size, long nextNumber) {}

    JournalCut(Identity identity, Head head, List<Part> parts, long lastHeight) {
        this.identity = identity;
        this.head = head;
        this.parts = List.copyOf(parts);
        this.lastHeight = lastHeight;
    }

    /** Ascending. */
    public List<Part> parts() {
        return parts;
    }

    /** The highest block in it. */
    public long lastHeight() {
        return lastHeight;
    }

    /** All that is written. */
    public long bytes() {
        return parts.stream().mapToLong(Part::bytes).sum();
    }

    Identity identity() {
        return identity;
    }

    Head head() {
        return head;
    }
}
