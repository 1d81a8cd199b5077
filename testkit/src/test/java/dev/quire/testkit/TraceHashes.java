package dev.quire.testkit;

import dev.quire.testkit.SimulationConfig.Profile;
import java.util.List;
import java.util.stream.LongStream;

/** Prints a line for each of fifty worlds, of both protocols, with liars and with real signatures: what happened in it. */
final class TraceHashes {
    static final int SEEDS = 50;

    private TraceHashes() {}

    public static void main(String[] none) {
        ofAll().forEach(System.out::println);
    }

    static List<String> ofAll() {
        // With real signatures is every fiftieth seed, from 49 on.
        return of(33, SEEDS);
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
