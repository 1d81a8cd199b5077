package dev.quire;

import dev.quire.internal.runtime.RetentionRule;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How much of the past a node keeps; a block goes when it is beyond any of these bounds. The newest 256 blocks always
 * stay, and so does the newest state.
 *
 * @param blocks so many; 0: all
 * @param age those that are not older than the newest block by more; zero: all
 * @param journalBytes as many as fit into that much of the journal; 0: all
 * @param states which states before the newest one can still be read and proven
 */
public record Retention(long blocks, Duration age, long journalBytes, States states) {
    /** Keeps all blocks. */
    public static final Retention ALL = new Retention(0, Duration.ZERO, 0);

    /**
     * Which states before the newest one stay: a state goes when it is beyond any of these bounds, or its block goes. The
     * newest 256 always stay.
     *
     * @param heights so many; 0: all
     * @param age those of blocks that are not older than the newest one by more; zero: all
     * @param bytes about as many as fit, with the newest state's tree, into that much of the columns TREE, HISTORY and
     *     STALE; 0: all
     */
    public record States(long heights, Duration age, long bytes) {
        /** Just those that always stay. */
        public static final States NEWEST = new States(256, Duration.ZERO, 0);

        public States {
            requireBounds(heights, age, bytes);
        }

        // In this class: the constants of the outer one are made of it.
        private static void requireBounds(long count, Duration age, long bytes) {
            if (count < 0 || age.isNegative() || bytes < 0) {
                throw new IllegalArgumentException(
                        "a bound is negative: " + count + " blocks, " + age + ", " + bytes + " bytes");
            }
        }
    }

    public Retention {
        States.requireBounds(blocks, age, journalBytes);
    }

    /** Of old states the newest 256 stay. */
    public Retention(long blocks, Duration age, long journalBytes) {
        this(blocks, age, journalBytes, States.NEWEST);
    }

    public Retention withStates(States bounds) {
        return new Retention(blocks, age, journalBytes, bounds);
    }

    RetentionRule rule() {
        return new RetentionRule(
                blocks,
                micros(age),
                journalBytes,
                new RetentionRule.States(states.heights(), micros(states.age()), states.bytes()));
    }

    private static long micros(Duration age) {
        return TimeUnit.MILLISECONDS.toMicros(age.toMillis());
    }
}
