package dev.quire.testkit;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * What may go wrong in the {@linkplain TestCluster#storm storm} of a test.
 *
 * @param kinds each seed switches on some of them, so that rare mixes are reached; none: all goes well
 * @param storm how long it lasts, in virtual time
 * @param liars how many members lie from the beginning on; only PBFT bears them, and at most a third of its members
 */
public record FaultSchedule(Set<FaultKind> kinds, Duration storm, int liars) {
    /** As long as the simulator's small worlds. */
    public static final Duration DEFAULT_STORM = Duration.ofMillis(2_500);

    /** Those after which a node does not know any more what it promised. */
    private static final Set<FaultKind> FORGETTING =
            Collections.unmodifiableSet(EnumSet.of(FaultKind.BIT_ROT, FaultKind.LOST_DISKS, FaultKind.OLD_BACKUPS));

    private static final int CHANCES = 4;

    public FaultSchedule {
        EnumSet<FaultKind> copy = EnumSet.noneOf(FaultKind.class);
        copy.addAll(kinds);
        kinds = Collections.unmodifiableSet(copy);
        if (storm.isNegative() || liars < 0) {
            throw new IllegalArgumentException("a storm of " + storm + " with " + liars + " liars cannot be");
        }
    }

    /** Only what the test itself asks for. */
    public static FaultSchedule none() {
        return new FaultSchedule(EnumSet.noneOf(FaultKind.class), DEFAULT_STORM, 0);
    }

    boolean mayForget() {
        return !Collections.disjoint(kinds, FORGETTING);
    }

    /** How hostile one seed's world is: so that a quorum of its members can be counted on when it ends. */
    Faults drawn(RandomGenerator random) {
        EnumSet<FaultKind> drawn = EnumSet.noneOf(FaultKind.class);
        for (FaultKind kind : kinds) {
            if (random.nextInt(CHANCES) > 0) {
                drawn.add(kind);
            }
        }
        return drawn.isEmpty() ? Faults.none() : Faults.drawn(random).only(drawn);
    }
}
