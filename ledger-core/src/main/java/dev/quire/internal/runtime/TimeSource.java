package dev.quire.internal.runtime;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Where a node's time comes from; the simulator has its own. Any thread. */
public interface TimeSource {
    /** Microseconds since some arbitrary start; never goes backwards. For timers. */
    long monotonicMicros();

    /** Microseconds since 1970 by the machine's clock, which may jump. For block time only. */
    long wallMicros();

    /** The machine's clocks. */
    static TimeSource system() {
        return new TimeSource() {
            @Override
            public long monotonicMicros() {
                return System.nanoTime() / 1_000;
            }

            @Override
            public long wallMicros() {
                return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
            }
        };
    }
}
