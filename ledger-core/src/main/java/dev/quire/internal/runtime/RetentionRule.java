package dev.quire.internal.runtime;

/**
 * How much of the past a node keeps; a block goes when it is beyond any of these bounds. Whatever they say, the newest
 * {@value #LEAST_BLOCKS} blocks stay, and all above the newest certified one.
 *
 * @param blocks so many; 0: all
 * @param ageMicros those whose block time is not further back than that from the newest block's; 0: all
 * @param journalBytes as many as fit into that much of the journal, in whole segments; 0: all
 */
public record RetentionRule(long blocks, long ageMicros, long journalBytes) {
    /** A member that is further behind than that must be restored from a back-up. */
    public static final long LEAST_BLOCKS = 256;

    /** Keeps everything. */
    public static final RetentionRule ALL = new RetentionRule(0, 0, 0);

    public RetentionRule {
        if (blocks < 0 || ageMicros < 0 || journalBytes < 0) {
            throw new IllegalArgumentException("a bound of what is kept is negative: " + blocks + " blocks, "
                    + ageMicros + " microseconds, " + journalBytes + " bytes");
        }
    }

    boolean keepsAll() {
        return blocks == 0 && ageMicros == 0 && journalBytes == 0;
    }
}
