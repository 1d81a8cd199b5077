package dev.quire.p2p;

import java.util.random.RandomGenerator;

/**
 * The pauses between attempts to reach a peer: doubling up to a cap, each drawn from its upper half, so that nodes that
 * lost a peer together do not all return together. One thread at a time.
 */
final class Backoff {
    private static final long FIRST_MILLIS = 50;

    private final RandomGenerator random;
    private final long maxMillis;
    private long nextMillis;

    Backoff(RandomGenerator random, long maxMillis) {
        this.random = random;
        this.maxMillis = maxMillis;
        reset();
    }

    long nextMillis() {
        long current = nextMillis;
        nextMillis = Math.min(maxMillis, current * 2);
        return current - random.nextLong(current / 2 + 1);
    }

    final void reset() {
        nextMillis = Math.min(maxMillis, FIRST_MILLIS);
    }
}
