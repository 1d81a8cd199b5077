package dev.quire;

import java.time.Duration;

/**
 * How much of the past a node keeps; a block goes when it is beyond any of these bounds. The newest 256 blocks always
 * stay, and the state is not touched.
 *
 * @param blocks so many; 0: all
 * @param age those that are not older than the newest block by more; zero: all
 * @param journalBytes as many as fit into that much of the journal; 0: all
 */
public record Retention(long blocks, Duration age, long journalBytes) {
    /** Keeps everything. */
    public static final Retention ALL = new Retention(0, Duration.ZERO, 0);

    public Retention {
        if (blocks < 0 || age.isNegative() || journalBytes < 0) {
            throw new IllegalArgumentException(
                    "a bound is negative: " + blocks + " blocks, " + age + ", " + journalBytes + " bytes");
        }
    }
}
