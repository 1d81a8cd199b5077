package dev.quire.testkit;

import java.util.Locale;

/** What can go wrong in a world. Each seed switches on some of them, and a world that failed is tried without each. */
public enum FaultKind {
    /** Frames are lost. */
    LOSS,
    /** Frames arrive twice. */
    DUPLICATION,
    /** Some frames travel ten times as long as others. */
    DELAY_TAIL,
    /** Single nodes crash, some in the middle of a write, and restart. */
    CRASHES,
    /** All nodes crash at once. */
    POWER_LOSSES,
    /** The network is cut, in one direction or both. */
    PARTITIONS,
    /** Leaders come and go before they have replicated what they built (figure 8 of the Raft paper). */
    RESTLESS_LEADERS,
    /** Voters crash as soon as they have voted, and are back while the election goes on. */
    CRASHING_VOTERS,
    /** Single links lose most of their frames for a while. */
    FLAKY_LINKS,
    /** A node stands still for up to two seconds, as a stopped process, and goes on. */
    PAUSES,
    /** Clocks run fast or slow by one per cent. */
    CLOCK_DRIFT,
    /** Clocks on the wall are set by up to an hour. */
    CLOCK_STEPS,
    /** A sync fails. */
    FAILED_SYNCS,
    /** No new file finds room. */
    FULL_DISKS,
    /** Bits of stored files turn. At most a minority of the nodes is hit, as all that forget. */
    BIT_ROT,
    /** A node loses its disk and all that was on it. */
    LOST_DISKS,
    /** A node's disk is set back to what it held earlier. */
    OLD_BACKUPS;

    /** As the command line has it. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
