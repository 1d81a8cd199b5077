package dev.quire.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** Counts calls and the CPU time in them, which other processes on the machine disturb less than elapsed time. Thread-safe. */
final class Meter {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final LongAdder calls = new LongAdder();
    private final LongAdder cpuNanos = new LongAdder();

    /** What it has counted so far, or between two readings. */
    record Reading(long calls, long cpuNanos) {
        Reading since(Reading before) {
            return new Reading(calls - before.calls, cpuNanos - before.cpuNanos);
        }
    }

    <T> T measure(Supplier<T> work) {
        long startNanos = THREADS.getCurrentThreadCpuTime();
        T result = work.get();
        cpuNanos.add(THREADS.getCurrentThreadCpuTime() - startNanos);
        calls.increment();
        return result;
    }

    Reading reading() {
        return new Reading(calls.sum(), cpuNanos.sum());
    }
}
