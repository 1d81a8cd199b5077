package dev.quire.raft;

import dev.quire.block.PublicKey;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.Input;
import java.util.Optional;

/**
 * How a member that may have forgotten what it promised gets its voice back (spec, section 8): a leader names the first
 * entry that it made after it had learned of this recovery; once that is committed by a majority without this member,
 * and durable here with all below, no vote or acknowledgement that was forgotten can do harm any more.
 */
final class Recovering {
    /** Names no recovery. */
    static final long NOT = 0;

    private final Replica me;
    private final long name;
    private boolean open;
    private long leaderTerm;
    private long height = Long.MAX_VALUE;
    private long endId;

    /** @param name a random number, or {@link #NOT} */
    Recovering(Replica me, long name) {
        this.me = me;
        this.name = name;
        this.open = name != NOT;
    }

    boolean isOpen() {
        return open;
    }

    /** A leader has spoken: ask it, unless it has answered already. */
    void heard(PublicKey leader) {
        if (open && endId == 0 && leaderTerm != me.term()) {
            me.out.send(leader, new RaftMessage.RecoverAsk(me.term(), name));
        }
    }

    /** The leader of this member's term has answered. */
    void answered(RaftMessage.RecoverUpTo answer) {
        if (answer.recovery() == name) {
            leaderTerm = answer.term();
            height = answer.height();
        }
    }

    /** Asks for the end once the leader's entry is committed and durable here; the vote of its term is spent. */
    void tick() {
        boolean reached =
                leaderTerm == me.term() && Math.min(me.log.committedHeight(), me.log.durableHeight()) >= height;
        if (!open || endId != 0 || !reached) {
            return;
        }
        if (me.votedFor().isEmpty()) {
            me.enterTerm(me.term(), Optional.of(me.self));
        }
        me.out.flush(me.log.committedHeight());
        endId = me.out.nextRequestId();
        me.out.add(new Effect.EndRecovery(endId));
    }

    void ended(Input.RecoveryEnded ended) {
        if (ended.requestId() == endId) {
            open = false;
            me.log.termsBeforeStart(ended.terms());
        }
    }
}
