package dev.quire.testkit;

import dev.quire.block.ConsensusMode;
import java.util.EnumSet;
import java.util.Set;

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
    /** A running node read what had decayed since its start, and stopped. */
    BIT_ROT_MET,
    LOST_DISK,
    OLD_BACKUP,
    /** A node that has forgotten what it promised came up, to learn. */
    RECOVERING,
    /** It had learned all that others may count on, and voted again. */
    RECOVERED,
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
    BYTES_SUBMITTED_TWICE,
    /** PBFT: a member left its view and asked for a later one. */
    VIEW_CHANGE_ASKED,
    /** A member went to a view that is not the next one. */
    VIEW_JUMPED,
    /** What may have been committed in an earlier view was proposed once more. */
    BLOCK_PROPOSED_AGAIN,
    /** A member came up with a prepared certificate that it must carry on. */
    PREPARED_AT_START,
    /** A late member took blocks because a certificate proves them. */
    CERTIFIED_BLOCK_TAKEN,
    /** A member was caught lying. */
    EVIDENCE,
    /** A liar proposed two blocks in one place. */
    TWO_PROPOSALS,
    WITHHELD,
    REPLAYED,
    FLOODED,
    /** A liar handed a block on with a body that its header does not have, and its hash does not tell. */
    OTHER_BODY,
    /** The checker of histories gave a key's up: of that nothing is known, good or bad. */
    HISTORY_UNDECIDED;

    private static final Set<Situation> OF_RAFT = EnumSet.of(LEADER_ELECTED);
    private static final Set<Situation> OF_PBFT =
            EnumSet.of(VIEW_CHANGE_ASKED, VIEW_JUMPED, BLOCK_PROPOSED_AGAIN, PREPARED_AT_START, CERTIFIED_BLOCK_TAKEN);
    private static final Set<Situation> OF_LIARS =
            EnumSet.of(EVIDENCE, TWO_PROPOSALS, WITHHELD, REPLAYED, FLOODED, OTHER_BODY);

    /** Those that many small worlds of such a protocol and without liars must get into. */
    static Set<Situation> of(ConsensusMode mode) {
        EnumSet<Situation> all = EnumSet.allOf(Situation.class);
        all.removeAll(OF_LIARS);
        all.removeAll(EnumSet.of(BIT_ROT_MET, HISTORY_UNDECIDED));
        all.removeAll(mode == ConsensusMode.BFT ? OF_RAFT : OF_PBFT);
        return all;
    }
}
