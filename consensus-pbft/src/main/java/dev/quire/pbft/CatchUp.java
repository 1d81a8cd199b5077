package dev.quire.pbft;

import dev.quire.block.PublicKey;

/** A late member's way to the certified blocks that it lacks: asks one peer at a time, first who showed that it has them. */
final class CatchUp {
    private final Replica me;
    private final Finality finality;
    /** A certificate of this height has been seen. */
    private long provenHeight;
    /** A peer says that it has this height; asked for once, since it may lie. */
    private long claimedHeight;

    private PublicKey holder;
    private long askMicros;
    private boolean asked;
    private long askedHeight;
    private int nextPeer;

    CatchUp(Replica me, Finality finality) {
        this.me = me;
        this.finality = finality;
        this.holder = me.self;
    }

    /** {@code from} has shown a certificate, or one was inside of what it sent. */
    void proven(long height, PublicKey from) {
        if (height > Math.max(provenHeight, me.chain.committedHeight())) {
            provenHeight = height;
            holder = from;
        }
    }

    void claimed(long height, PublicKey from) {
        if (height > me.chain.committedHeight() && !asked) {
            claimedHeight = height;
            holder = from;
        }
    }

    void advance() {
        long committed = me.chain.committedHeight();
        boolean late = provenHeight > committed || claimedHeight > committed;
        if (!late) {
            asked = false;
        } else if (!finality.isDeciding() && (!asked || me.chain.openHeight() > askedHeight || me.now() >= askMicros)) {
            ask();
        }
    }

    private void ask() {
        if (me.peers().isEmpty()) {
            return;
        }
        if (holder.equals(me.self)) {
            nextPeer = (nextPeer + 1) % me.peers().size();
            holder = me.peers().get(nextPeer);
        }
        me.out.send(holder, new PbftMessage.BlocksWanted(me.chain.openHeight()));
        holder = me.self;
        claimedHeight = 0;
        asked = true;
        askedHeight = me.chain.openHeight();
        askMicros = me.now() + me.jittered(2 * me.config.resendMinMicros());
    }

    void receive(PublicKey from, PbftMessage.Blocks blocks) {
        proven(blocks.certificate().height(), from);
        finality.decide(blocks.blocks(), blocks.certificate());
        // Whoever answers is asked for the next ones, as soon as these are committed.
        holder = from;
    }

    long deadlineMicros() {
        return asked ? askMicros : Long.MAX_VALUE;
    }
}
