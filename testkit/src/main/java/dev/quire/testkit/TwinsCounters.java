package dev.quire.testkit;

import java.util.EnumMap;
import java.util.Map;

/** How often which situation was reached. */
final class TwinsCounters {
    private final Map<TwinsSituation, Long> times = new EnumMap<>(TwinsSituation.class);

    void count(TwinsSituation situation) {
        add(situation, 1);
    }

    void add(TwinsSituation situation, long more) {
        times.merge(situation, more, Long::sum);
    }

    void add(TwinsCounters other) {
        other.times.forEach(this::add);
    }

    long of(TwinsSituation situation) {
        return times.getOrDefault(situation, 0L);
    }
}
