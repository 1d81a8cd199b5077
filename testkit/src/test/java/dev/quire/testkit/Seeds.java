package dev.quire.testkit;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** The worlds that every build runs, {@code -Dquire.seeds=N} of them over both protocols. */
final class Seeds {
    private static final long ALL = Long.getLong("quire.seeds", 5_000);

    private Seeds() {}

    /** So many seeds, from 1 on, are this share of all. */
    static LongStream percent(int share) {
        return LongStream.rangeClosed(1, ALL * share / 100);
    }

    static SimulationConfig config(Consensus consensus, SimulationConfig.Profile profile, long seed) {
        return new SimulationConfig(seed, 0, profile, consensus.mode(), consensus.maker(), Optional.empty());
    }

    /** Runs them all; returns how often which situation was reached. The first that fails ends it, with its command. */
    static Map<Situation, Long> run(Consensus consensus, SimulationConfig.Profile profile, LongStream seeds) {
        Map<Situation, Long> reached = new EnumMap<>(Situation.class);
        seeds.mapToObj(seed -> config(consensus, profile, seed)).forEach(config -> {
            try {
                new SimCluster(config)
                        .run()
                        .situations()
                        .forEach((situation, times) -> reached.merge(situation, times, Long::sum));
            } catch (RuntimeException e) {
                throw new AssertionError(SimulationArguments.again(config), e);
            }
        });
        return reached;
    }
}
