package dev.quire.testkit;

/** What a run should get into now and then; a simulator that never gets into trouble tests nothing. */
public enum Situation {
    LEADER_ELECTED,
    CRASH,
    CLEAN_STOP,
    CRASH_DURING_RECOVERY,
    POWER_LOSS_OF_ALL,
    /** A crash found writes that no sync had made durable. */
    UNSYNCED_WRITES_AT_CRASH,
    RESTART_ABOVE_FLUSHED_STATE,
    FAILED_SYNC,
    FULL_DISK,
    BIT_ROT,
    /** Bits had turned in what a node needs: it came up without a vote, or refused to. */
    BIT_ROT_FOUND,
    LOST_DISK,
    OLD_BACKUP,
    /** A node that has forgotten what it promised came up, to learn. */
    RECOVERING,
    PARTITION,
    HALF_PARTITION,
    BRIDGE_PARTITION,
    RING_PARTITION,
    FLAKY_LINK,
    LEADER_UNSEATED,
    VOTER_CRASHED,
    PAUSE,
    CLOCK_DRIFT,
    CLOCK_STEP,
    FRAME_LOST,
    FRAME_DOUBLED,
    /** A member replaced entries that a later leader does not have. */
    CONFLICT_CUT,
    /** A leader read old blocks from its journal for a member that was far behind. */
    CATCH_UP_FROM_JOURNAL,
    CERTIFICATE,
    RECEIPT_VERIFIED,
    ACKNOWLEDGED,
    REFUSED_BY_PLUGIN,
    REJECTED,
    OUTCOME_UNKNOWN,
    LINEARIZABLE_READ,
    READ_NOT_CONFIRMED,
    BYTES_SUBMITTED_TWICE
}
