package dev.quire.pbft;

import java.util.random.RandomGenerator;

/** How hostile one seed's world is. Each seed switches on some kinds of faults only, so that rare mixes are reached. */
record SimFaults(
        double loss,
        double duplication,
        long maxDelayMicros,
        long maxSyncMicros,
        long maxBuildMicros,
        double notYet,
        boolean crashes,
        boolean partitions,
        double powerLoss,
        double lostDisk,
        long meanFaultMicros) {

    static SimFaults drawn(RandomGenerator random) {
        return new SimFaults(
                pick(random, 0, 0.02, 0.2),
                pick(random, 0, 0.05),
                (long) pick(random, 2_000, 20_000, 150_000),
                (long) pick(random, 500, 10_000, 60_000),
                (long) pick(random, 500, 10_000, 100_000),
                pick(random, 0, 0.05),
                random.nextInt(4) > 0,
                random.nextInt(4) > 0,
                0.1,
                pick(random, 0, 0.1, 0.4),
                (long) pick(random, 100_000, 300_000, 1_000_000));
    }

    private static double pick(RandomGenerator random, double... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** Slow disks on a fast network, views that seldom last, and power that fails for all at once. */
    static SimFaults restless() {
        return new SimFaults(0.15, 0.05, 8_000, 60_000, 2_000, 0, true, true, 0.4, 0, 60_000);
    }

    /** Members that lose their disks one after the other, among views that seldom last. */
    static SimFaults forgetful() {
        return new SimFaults(0.05, 0.05, 8_000, 5_000, 2_000, 0, true, true, 0, 0.5, 400_000);
    }

    static SimFaults none() {
        return new SimFaults(0, 0, 2_000, 500, 500, 0, false, false, 0, 0, 1_000_000);
    }
}
