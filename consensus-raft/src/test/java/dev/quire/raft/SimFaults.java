package dev.quire.raft;

import java.util.random.RandomGenerator;

/** How hostile one seed's world is. Each seed switches on some kinds of faults only, so that rare mixes are reached. */
record SimFaults(
        double loss,
        double duplication,
        long maxDelayMicros,
        long maxSyncMicros,
        long maxBuildMicros,
        double notYet,
        double emptyBuild,
        double leaderLoss,
        boolean crashes,
        boolean partitions,
        boolean decay,
        long meanFaultMicros) {

    static SimFaults drawn(RandomGenerator random) {
        return new SimFaults(
                pick(random, 0, 0.02, 0.2),
                pick(random, 0, 0.05),
                (long) pick(random, 2_000, 20_000, 150_000),
                (long) pick(random, 500, 10_000, 60_000),
                (long) pick(random, 500, 10_000, 300_000),
                pick(random, 0, 0.05),
                pick(random, 0, 0.1),
                pick(random, 0, 0, 0.2),
                random.nextInt(4) > 0,
                random.nextInt(4) > 0,
                random.nextInt(3) == 0,
                (long) pick(random, 200_000, 500_000, 1_500_000));
    }

    private static double pick(RandomGenerator random, double... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** Leaders that come and go before they have replicated what they built: the mix of the paper's figure 8. */
    static SimFaults restlessLeaders() {
        return new SimFaults(0, 0, 10_000, 5_000, 400_000, 0, 0, 0.4, true, true, false, 1_000_000);
    }

    static SimFaults none() {
        return new SimFaults(0, 0, 2_000, 500, 500, 0, 0, 0, false, false, false, 1_000_000);
    }
}
