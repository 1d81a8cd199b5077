package dev.quire.raft;

import dev.quire.block.PublicKey;

/**
 * Asks whether it would win before it disturbs anybody with a new term (Raft dissertation, section 9.6). Nothing is
 * persisted.
 */
final class PreCandidate extends Campaign {
    PreCandidate(Replica me, RaftEngine engine) {
        super(me, engine);
    }

    @Override
    void enter() {
        askAll(new RaftMessage.PreVote(me.term(), me.log.lastTerm(), me.log.lastHeight()));
        countVote(me.self);
    }

    @Override
    void receive(PublicKey from, RaftMessage message) {
        if (message instanceof RaftMessage.PreVoteReply reply && reply.granted() && reply.askedTerm() == me.term()) {
            countVote(from);
        }
    }

    private void countVote(PublicKey voter) {
        if (count(voter)) {
            engine.becomeCandidate(false);
        }
    }
}
