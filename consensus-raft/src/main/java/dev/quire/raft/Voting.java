package dev.quire.raft;

import dev.quire.block.PublicKey;
import java.util.Optional;

/** Answers questions about votes, in every role alike. */
final class Voting {
    private final Replica me;

    Voting(Replica me) {
        this.me = me;
    }

    /**
     * A pre-vote changes nothing here. An asker whose term is behind is told so, or it could ask in vain for ever while
     * its log is the only one that can win.
     */
    void answer(PublicKey from, RaftMessage.PreVote question, boolean hearsLeader) {
        if (me.isRecovering()) {
            return;
        }
        boolean granted = !hearsLeader
                && question.term() >= me.term()
                && me.log.isUpToDate(question.lastTerm(), question.lastHeight());
        me.out.send(from, new RaftMessage.PreVoteReply(me.term(), question.term(), granted));
    }

    /**
     * Raft paper, sections 5.2 and 5.4.1; the request is of this member's term. The answer leaves once the vote is
     * durable.
     *
     * @return whether the vote was granted
     */
    boolean answer(PublicKey from, RaftMessage.RequestVote request) {
        if (me.isRecovering()) {
            return false;
        }
        boolean free = me.votedFor().isEmpty() || me.votedFor().get().equals(from);
        boolean granted = free && me.log.isUpToDate(request.lastTerm(), request.lastHeight());
        if (granted && me.votedFor().isEmpty()) {
            me.enterTerm(me.term(), Optional.of(from));
        }
        me.out.send(from, new RaftMessage.VoteReply(me.term(), granted));
        return granted;
    }

    /** Tells a leader or candidate of an older term that time has moved on; all else that is old is ignored. */
    void answerOld(PublicKey from, RaftMessage message) {
        if (message instanceof RaftMessage.Append append) {
            me.out.send(from, new RaftMessage.Rejected(me.term(), append.prevHeight(), 0, 0, 0, 0, me.isRecovering()));
        } else if (message instanceof RaftMessage.RequestVote) {
            me.out.send(from, new RaftMessage.VoteReply(me.term(), false));
        }
    }
}
