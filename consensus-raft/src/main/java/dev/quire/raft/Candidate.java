package dev.quire.raft;

import dev.quire.block.PublicKey;

/** Asks for votes in its new term. Its own counts once it is durable; the questions leave then too. */
final class Candidate extends Campaign {
    private final boolean transfer;

    Candidate(Replica me, RaftEngine engine, boolean transfer) {
        super(me, engine);
        this.transfer = transfer;
    }

    @Override
    void enter() {
        askAll(new RaftMessage.RequestVote(me.term(), me.log.lastTerm(), me.log.lastHeight(), transfer));
    }

    @Override
    void persisted() {
        if (me.out.isHardStateDurable()) {
            countVote(me.self);
        }
    }

    @Override
    void receive(PublicKey from, RaftMessage message) {
        if (message instanceof RaftMessage.VoteReply reply && reply.granted()) {
            countVote(from);
        }
    }

    private void countVote(PublicKey voter) {
        if (count(voter)) {
            engine.becomeLeader();
        }
    }
}
