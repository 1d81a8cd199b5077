package dev.quire.testkit;

import dev.quire.internal.runtime.TimeSource;

/** One node's two clocks: the monotonic one may run fast or slow, the one on the wall may also jump. */
final class SimClock implements TimeSource {
    /** What the clock on the wall shows when a world begins, microseconds since 1970. */
    static final long WORLD_START_MICROS = 1_700_000_000_000_000L;

    private static final long PAR = 1_000;

    private final VirtualTime time;
    private final long rate;
    private final long offsetMicros;
    private long wallOffsetMicros;

    /**
     * @param rate how far this clock goes while the world goes 1000
     * @param offsetMicros what the monotonic clock shows when the world begins
     */
    SimClock(VirtualTime time, long rate, long offsetMicros) {
        this.time = time;
        this.rate = rate;
        this.offsetMicros = offsetMicros;
    }

    @Override
    public long monotonicMicros() {
        return offsetMicros + time.nowMicros() * rate / PAR;
    }

    @Override
    public long wallMicros() {
        return WORLD_START_MICROS + time.nowMicros() + wallOffsetMicros;
    }

    /** Sets the clock on the wall this much ahead of the world's; negative: behind. */
    void setWallOffset(long micros) {
        wallOffsetMicros = micros;
    }

    /** The first moment of the world at which {@link #monotonicMicros} has reached this. */
    long worldTimeOf(long monotonicMicros) {
        if (monotonicMicros == Long.MAX_VALUE) {
            return Long.MAX_VALUE;
        }
        long numerator = (monotonicMicros - offsetMicros) * PAR;
        return Math.floorDiv(numerator + rate - 1, rate);
    }
}
