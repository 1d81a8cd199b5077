package dev.quire.testkit;

import java.util.EnumSet;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Makes a world that fails smaller while it still fails: without one kind of fault after the other, then with a shorter
 * storm. Every attempt is a whole run, of which there are a few dozen at most.
 *
 * @param failure runs a world; what went wrong, or empty
 */
record Shrinking(Function<SimulationConfig, Optional<String>> failure) {
    private static final long MIN_STORM_MICROS = 50_000;

    /** The smallest world found that still fails. It may fail in another way: the smaller story is the better clue. */
    SimulationConfig shrink(SimulationConfig failing) {
        SimulationConfig smallest = failing;
        Faults drawn = failing.faults(new SplittableRandom(failing.seed()));
        for (FaultKind kind : drawn.kinds()) {
            EnumSet<FaultKind> without = EnumSet.of(kind);
            without.addAll(smallest.without());
            smallest = smallerIfItFails(smallest.without(without), smallest);
        }
        long storm = smallest.stormMicros();
        for (long step = storm / 2; step >= MIN_STORM_MICROS; step /= 2) {
            smallest = smallerIfItFails(smallest.storm(smallest.stormMicros() - step), smallest);
        }
        return smallest;
    }

    private SimulationConfig smallerIfItFails(SimulationConfig smaller, SimulationConfig otherwise) {
        return failure.apply(smaller).isPresent() ? smaller : otherwise;
    }
}
