package dev.quire.testkit;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * How hostile a world is. Each seed switches on some kinds of faults only, so that rare mixes are reached.
 *
 * @param kinds what can go wrong at all
 * @param loss the share of frames that are lost, given {@link FaultKind#LOSS}
 * @param maxDelayMicros how long a frame travels at most, in general
 * @param maxTurnMicros how long a turn of a loop takes at most
 * @param maxExecutionMicros how long one that executes blocks takes at most
 * @param maxSyncMicros how long a turn of the journal takes at most
 * @param meanGapMicros from one fault to the next
 */
record Faults(
        Set<FaultKind> kinds,
        double loss,
        long maxDelayMicros,
        long maxTurnMicros,
        long maxExecutionMicros,
        long maxSyncMicros,
        long meanGapMicros) {
    static final double DUPLICATION = 0.05;
    static final double DELAY_TAIL = 0.02;

    /** One seed in so many has a kind of fault; the order is that of the draws. */
    private enum Share {
        COMMON(EnumSet.of(FaultKind.CRASHES, FaultKind.PARTITIONS), 3, 4),
        HALF(EnumSet.of(FaultKind.LOSS, FaultKind.DUPLICATION, FaultKind.DELAY_TAIL), 1, 2),
        THIRD(EnumSet.of(FaultKind.PAUSES, FaultKind.CLOCK_DRIFT, FaultKind.CLOCK_STEPS, FaultKind.FLAKY_LINKS), 1, 3),
        RARE(
                EnumSet.of(
                        FaultKind.POWER_LOSSES,
                        FaultKind.RESTLESS_LEADERS,
                        FaultKind.CRASHING_VOTERS,
                        FaultKind.FAILED_SYNCS,
                        FaultKind.FULL_DISKS),
                1,
                4),
        LAST(EnumSet.of(FaultKind.BIT_ROT, FaultKind.LOST_DISKS, FaultKind.OLD_BACKUPS), 1, 6);

        @SuppressWarnings("ImmutableEnumChecker") // never changed
        private final EnumSet<FaultKind> kinds;

        private final int times;
        private final int outOf;

        Share(EnumSet<FaultKind> kinds, int times, int outOf) {
            this.kinds = kinds;
            this.times = times;
            this.outOf = outOf;
        }
    }

    static Faults drawn(RandomGenerator random) {
        EnumSet<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
        for (Share share : Share.values()) {
            for (FaultKind kind : share.kinds) {
                if (random.nextInt(share.outOf) < share.times) {
                    kinds.add(kind);
                }
            }
        }
        boolean hasMuchElse = random.nextBoolean();
        if (!hasMuchElse && (kinds.contains(FaultKind.RESTLESS_LEADERS) || kinds.contains(FaultKind.CRASHING_VOTERS))) {
            // Stories of many steps come to their end only where little else goes on.
            kinds.retainAll(EnumSet.of(FaultKind.RESTLESS_LEADERS, FaultKind.CRASHING_VOTERS));
        }
        Faults drawn = new Faults(
                kinds,
                pick(random, 0.02, 0.2),
                (long) pick(random, 2_000, 20_000, 100_000),
                (long) pick(random, 200, 2_000, 20_000),
                (long) pick(random, 200, 2_000, 20_000, 200_000),
                (long) pick(random, 500, 5_000, 50_000),
                (long) pick(random, 150_000, 400_000, 1_000_000));
        return drawn.hasManyElections() ? drawn.inHaste() : drawn;
    }

    /** Does leadership change all the time? Then elections must be quick. */
    boolean hasManyElections() {
        return has(FaultKind.RESTLESS_LEADERS) || has(FaultKind.CRASHING_VOTERS);
    }

    private Faults inHaste() {
        return new Faults(
                kinds,
                loss,
                Math.min(maxDelayMicros, 20_000),
                Math.min(maxTurnMicros, 2_000),
                maxExecutionMicros,
                Math.min(maxSyncMicros, 5_000),
                meanGapMicros);
    }

    private static double pick(RandomGenerator random, double... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** A world that only takes its time. */
    static Faults none() {
        return new Faults(EnumSet.noneOf(FaultKind.class), 0, 2_000, 200, 200, 500, 1_000_000);
    }

    boolean has(FaultKind kind) {
        return kinds.contains(kind);
    }

    /** These kinds and no others; empty: as it is. */
    Faults only(Collection<FaultKind> wanted) {
        if (wanted.isEmpty()) {
            return this;
        }
        EnumSet<FaultKind> all = EnumSet.copyOf(wanted);
        Faults chosen =
                new Faults(all, loss, maxDelayMicros, maxTurnMicros, maxExecutionMicros, maxSyncMicros, meanGapMicros);
        return chosen.hasManyElections() ? chosen.inHaste() : chosen;
    }

    /** The same but for these. */
    Faults without(Collection<FaultKind> dropped) {
        EnumSet<FaultKind> rest = EnumSet.noneOf(FaultKind.class);
        rest.addAll(kinds);
        rest.removeAll(dropped);
        return new Faults(rest, loss, maxDelayMicros, maxTurnMicros, maxExecutionMicros, maxSyncMicros, meanGapMicros);
    }
}
