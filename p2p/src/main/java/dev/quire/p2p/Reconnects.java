package dev.quire.p2p;

import java.time.Duration;

/**
 * Counts a peer's connections in close succession, so that two nodes which fight for one identity, or a line that flaps,
 * cannot flood the log. Not safe for use by several threads.
 */
final class Reconnects {
    private static final long CALM_NANOS = Duration.ofMinutes(1).toNanos();

    private long count;
    private long lastNanos;

    /** Notes a connection; returns which one it is since the last minute without any, from 1 on. */
    long next(long nowNanos) {
        count = count == 0 || nowNanos - lastNanos >= CALM_NANOS ? 1 : count + 1;
        lastNanos = nowNanos;
        return count;
    }

    /** Powers of two: the pauses between lines double. */
    static boolean isWorthALine(long count) {
        return Long.bitCount(count) == 1;
    }
}
