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
    PARTITION,
    HALF_PARTITION,
    PAUSE,
    CLOCK_JUMP,
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
