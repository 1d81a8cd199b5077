package dev.quire.testkit;

import dev.quire.testkit.SimulationConfig.Profile;
import dev.quire.testkit.twins.ScenarioGenerator;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Prints a line for each of fifty worlds, of both protocols, with liars and with real signatures, and for each of twenty
 * scenarios of Twins: what happened in it.
 */
final class TraceHashes {
    static final int SEEDS = 50;
    static final int SCENARIOS = 20;

    private TraceHashes() {}

    public static void main(String[] none) {
        ofAll().forEach(System.out::println);
    }

    static List<String> ofAll() {
        // With real signatures is every fiftieth seed, from 49 on, and every five hundredth scenario, from 499 on.
        return Stream.concat(of(33, SEEDS).stream(), ofTwins(490, SCENARIOS).stream())
                .toList();
    }

    private static List<String> ofTwins(long first, int count) {
        return LongStream.range(first, first + count)
                .mapToObj(seed -> "./simulate twins --seeds " + seed + "  # "
                        + TwinsTest.play(ScenarioGenerator.generate(seed, 0, -1), seed)
                                .traceHash())
                .toList();
    }

    /** So many seeds from the first on: half of them of Raft, the others of PBFT with and without liars. */
    static List<String> of(long first, int count) {
        return LongStream.range(0, count)
                .mapToObj(i -> i % 2 == 0
                        ? Seeds.config(Consensus.RAFT, Profile.SMALL, first + i / 2)
                        : Seeds.config(Consensus.PBFT, i % 4 == 1 ? Profile.SMALL : Profile.BYZANTINE, first + i / 2))
                .map(config -> SimulationArguments.again(config) + "  # "
                        + new SimCluster(config).run().traceHash())
                .toList();
    }
}
