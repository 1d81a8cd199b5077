package dev.quire.pbft;

import dev.quire.block.PublicKey;
import java.util.TreeMap;

/**
 * Repairs what the network lost. After a pause without news, which grows and is jittered, a member says how far it is,
 * with its own last votes; who hears that answers with what the other lacks, and no more often than the shortest pause.
 */
final class Gossip {
    private final Replica me;
    private final Views views;
    private final Agreement agreement;
    private final Proposals proposals;
    private final CatchUp catchUp;
    private final Recovering recovering;
    private final TreeMap<PublicKey, Long> answered = new TreeMap<>();
    private long pause;
    private long deadline;

    Gossip(Replica me, Views views, Agreement agreement, Proposals proposals, CatchUp catchUp, Recovering recovering) {
        this.me = me;
        this.views = views;
        this.agreement = agreement;
        this.proposals = proposals;
        this.catchUp = catchUp;
        this.recovering = recovering;
        this.pause = me.config.resendMinMicros();
        this.deadline = me.now();
    }

    /** Something went on: what was said last is likely known. */
    void news() {
        pause = me.config.resendMinMicros();
        deadline = me.now() + me.jittered(pause);
    }

    /** What the others should know without delay. */
    void now() {
        pause = me.config.resendMinMicros();
        deadline = me.now();
    }

    void tick() {
        if (me.now() < deadline) {
            return;
        }
        me.broadcast(progress());
        if (!views.isActive()) {
            views.own().ifPresent(me::broadcast);
        } else {
            agreement.ballots().forEach(me::broadcast);
        }
        pause = Math.min(2 * pause, me.config.resendMaxMicros());
        deadline = me.now() + me.jittered(pause);
    }

    long deadlineMicros() {
        return deadline;
    }

    /** A peer can be reached again. */
    void connected(PublicKey peer) {
        me.out.send(peer, progress());
        if (!views.isActive()) {
            views.own().ifPresent(change -> me.out.send(peer, change));
        }
    }

    private PbftMessage.Progress progress() {
        return new PbftMessage.Progress(
                views.durableView(),
                views.hasBegunDurably(),
                me.chain.committedHeight(),
                me.chain.certifiedHeight(),
                agreement.hasProposal(),
                recovering.told());
    }

    void receive(PublicKey from, PbftMessage.Progress theirs) {
        catchUp.claimed(theirs.committedHeight(), from);
        long last = answered.getOrDefault(from, Long.MIN_VALUE / 2);
        if (me.now() - last < me.config.resendMinMicros() / 2) {
            return;
        }
        answered.put(from, me.now());
        if (theirs.certifiedHeight() < me.chain.certifiedHeight()) {
            me.chain.newestCertificate().ifPresent(newest -> me.out.send(from, new PbftMessage.Certified(newest)));
        }
        if (theirs.view() < views.view() || (theirs.view() == views.view() && !theirs.active())) {
            showView(from);
        } else if (theirs.view() == views.view() && theirs.committedHeight() == me.chain.committedHeight()) {
            showRound(from, theirs.hasProposal());
        }
    }

    private void showView(PublicKey peer) {
        if (views.isActive()) {
            views.basis().ifPresent(newView -> me.out.send(peer, newView));
        } else {
            views.own().ifPresent(change -> me.out.send(peer, change));
        }
    }

    private void showRound(PublicKey peer, boolean hasProposal) {
        long height = me.chain.openHeight();
        if (!hasProposal && me.proposes(height, views.view())) {
            proposals.at(height, views.view()).ifPresent(proposal -> me.out.send(peer, proposal));
        }
        agreement.ballots().forEach(ballot -> me.out.send(peer, ballot));
    }
}
