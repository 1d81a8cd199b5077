package dev.quire.internal.journal;

/**
 * How the journal is laid out on disk.
 *
 * @param segmentBytes the size of a segment file, 4 KiB to 1 GiB; a record that is larger gets a segment of its own
 */
public record JournalConfig(int segmentBytes) {
    private static final int MIN_SEGMENT_BYTES = 4 << 10;
    private static final int MAX_SEGMENT_BYTES = 1 << 30;
    private static final int DEFAULT_SEGMENT_BYTES = 64 << 20;

    public JournalConfig {
        if (segmentBytes < MIN_SEGMENT_BYTES || segmentBytes > MAX_SEGMENT_BYTES) {
            throw new IllegalArgumentException("a journal segment has " + MIN_SEGMENT_BYTES + " to " + MAX_SEGMENT_BYTES
                    + " bytes, not " + segmentBytes);
        }
    }

    /** Segments of 64 MiB. */
    public static JournalConfig defaults() {
        return new JournalConfig(DEFAULT_SEGMENT_BYTES);
    }
}
