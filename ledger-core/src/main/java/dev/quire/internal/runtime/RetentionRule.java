package dev.quire.internal.runtime;

import dev.quire.internal.execution.PastStates;

/**
 * How much of the past a node keeps; a block goes when it is beyond any of these bounds. Whatever they say, the newest
 * {@value #LEAST_BLOCKS} blocks stay, and all above the newest certified one.
 *
 * @param blocks so many; 0: all
 * @param ageMicros those whose block time is not further back than that from the newest block's; 0: all
 * @param journalBytes as many as fit into that much of the journal, in whole segments; 0: all
 * @param states which states before the newest one stay
 */
public record RetentionRule(long blocks, long ageMicros, long journalBytes, States states) {
    /** A member that is further behind than that must be restored from a back-up. */
    public static final long LEAST_BLOCKS = 256;

    /** Keeps everything but old states. */
    public static final RetentionRule ALL = new RetentionRule(0, 0, 0, States.NEWEST);

    /**
     * A state before the newest one goes when it is beyond any of these bounds, or its block is dropped; the newest
     * {@value PastStates#DEFAULT_KEPT} stay.
     *
     * @param heights so many; 0: all
     * @param ageMicros those of blocks that are not further back than that from the newest one; 0: all
     * @param bytes about as many as fit, with the newest state's tree, into that much of the store's columns TREE, HISTORY
     *     and STALE; 0: all
     */
    public record States(long heights, long ageMicros, long bytes) {
        /** Just those that always stay. */
        public static final States NEWEST = new States(PastStates.DEFAULT_KEPT, 0, 0);

        public States {
            requireBounds(heights, ageMicros, bytes);
        }

        // In this class: the constants of the outer one are made of it.
        private static void requireBounds(long count, long ageMicros, long bytes) {
            if (count < 0 || ageMicros < 0 || bytes < 0) {
                throw new IllegalArgumentException("a bound of what is kept is negative: " + count + " blocks, "
                        + ageMicros + " microseconds, " + bytes + " bytes");
            }
        }

        /** How many there are at most. */
        int most() {
            return heights == 0
                    ? Integer.MAX_VALUE
                    : (int) Math.max(PastStates.DEFAULT_KEPT, Math.min(heights, Integer.MAX_VALUE));
        }
    }

    public RetentionRule {
        States.requireBounds(blocks, ageMicros, journalBytes);
    }

    boolean keepsAll() {
        return blocks == 0 && ageMicros == 0 && journalBytes == 0;
    }
}
