package dev.quire.testkit;

import java.util.random.RandomGenerator;

/**
 * How hostile a world is. Each seed switches on some kinds of faults only, so that rare mixes are reached.
 *
 * @param loss the share of frames that are lost
 * @param duplication the share of frames that arrive twice
 * @param maxDelayMicros how long a frame travels at most, in general
 * @param delayTail the share of frames that travel ten times as long at most
 * @param maxTurnMicros how long a turn of a loop takes at most
 * @param maxSyncMicros how long a turn of the journal takes at most
 * @param crashes single nodes crash, some in the middle of a write, and restart
 * @param powerLosses all nodes crash at once
 * @param partitions the network is cut, in one direction or both
 * @param pauses a node stands still for up to two seconds
 * @param clocks clocks drift by one per cent and jump by up to an hour
 * @param disks a sync fails
 * @param meanGapMicros from one fault to the next
 */
record Faults(
        double loss,
        double duplication,
        long maxDelayMicros,
        double delayTail,
        long maxTurnMicros,
        long maxSyncMicros,
        boolean crashes,
        boolean powerLosses,
        boolean partitions,
        boolean pauses,
        boolean clocks,
        boolean disks,
        long meanGapMicros) {

    static Faults drawn(RandomGenerator random) {
        return new Faults(
                pick(random, 0, 0.02, 0.2),
                pick(random, 0, 0.05),
                (long) pick(random, 2_000, 20_000, 100_000),
                pick(random, 0, 0.02),
                (long) pick(random, 200, 2_000, 20_000),
                (long) pick(random, 500, 5_000, 50_000),
                random.nextInt(4) > 0,
                random.nextInt(4) == 0,
                random.nextInt(4) > 0,
                random.nextInt(3) == 0,
                random.nextInt(3) == 0,
                random.nextInt(4) == 0,
                (long) pick(random, 150_000, 400_000, 1_000_000));
    }

    private static double pick(RandomGenerator random, double... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** A world that only takes its time. */
    static Faults none() {
        return new Faults(0, 0, 2_000, 0, 200, 500, false, false, false, false, false, false, 1_000_000);
    }
}
