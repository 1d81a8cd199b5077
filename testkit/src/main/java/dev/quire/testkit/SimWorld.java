package dev.quire.testkit;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** What all parts of a simulated world share. Everything that is random in it comes from one seed. */
final class SimWorld {
    private final SplittableRandom random;
    private final VirtualTime time = new VirtualTime();
    private final Trace trace;
    private final Map<Situation, Long> situations = new EnumMap<>(Situation.class);
    private Faults faults;

    SimWorld(SplittableRandom random, Faults faults, Optional<Consumer<String>> traceReader) {
        this.random = random;
        this.faults = faults;
        this.trace = new Trace(time, traceReader);
    }

    VirtualTime time() {
        return time;
    }

    Trace trace() {
        return trace;
    }

    Faults faults() {
        return faults;
    }

    void faults(Faults next) {
        faults = next;
    }

    /** A source of its own, so that one part's throws do not shift another's. */
    RandomGenerator newRandom() {
        return random.split();
    }

    void count(Situation situation) {
        count(situation, 1);
    }

    void count(Situation situation, long times) {
        if (times > 0) {
            situations.merge(situation, times, Long::sum);
        }
    }

    Map<Situation, Long> situations() {
        return situations;
    }
}
