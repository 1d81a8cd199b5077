package dev.quire.pbft;

import dev.quire.block.PublicKey;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A late member's way to the certified blocks that it lacks: asks one peer at a time, first who showed that it has them,
 * then who has led it on by many, or else the next one. A question may be answered once, and what was not asked for is not looked
 * at: so who lies costs a pause when it is its turn, and no more.
 */
final class CatchUp {
    private final Replica me;
    private final Finality finality;
    /** Those that were asked and have not answered yet, however late they are. */
    private final TreeSet<PublicKey> answering = new TreeSet<>();
    /** A certificate of this height has been seen. */
    private long provenHeight;
    /** A peer says that it has this height; asked for once, since it may lie. */
    private long claimedHeight;
    /** Whom to ask; empty: whose turn it is. */
    private Optional<PublicKey> holder = Optional.empty();

    private long askMicros;
    private boolean asked;
    private long askedHeight;
    private int nextPeer;

    CatchUp(Replica me, Finality finality) {
        this.me = me;
        this.finality = finality;
    }

    /** {@code from} has shown a certificate, or one was inside of what it sent. */
    void proven(long height, PublicKey from) {
        if (height > Math.max(provenHeight, me.chain.committedHeight())) {
            provenHeight = height;
            suggest(from);
        }
    }

    void claimed(long height, PublicKey from) {
        if (height > me.chain.committedHeight() && !asked) {
            claimedHeight = height;
            suggest(from);
        }
    }

    /** Counts for the first question only: whoever is fastest to show each new certificate may never send a block. */
    private void suggest(PublicKey peer) {
        if (!asked) {
            holder = Optional.of(peer);
        }
    }

    void advance() {
        long committed = me.chain.committedHeight();
        boolean late = provenHeight > committed || claimedHeight > committed;
        boolean ledOn = me.chain.openHeight() > askedHeight;
        if (!late) {
            asked = false;
        } else if (!finality.isDeciding() && (!asked || ledOn || me.now() >= askMicros)) {
            ask(asked && !ledOn ? Optional.empty() : holder);
        }
    }

    /** No vote of the others reaches this member: what it lacks they may have committed long ago. */
    boolean isFarBehind() {
        return provenHeight > me.chain.committedHeight() + Votes.HEIGHTS;
    }

    private void ask(Optional<PublicKey> whom) {
        if (me.peers().isEmpty()) {
            return;
        }
        PublicKey peer = whom.orElseGet(this::next);
        me.out.send(peer, new PbftMessage.BlocksWanted(me.chain.openHeight()));
        answering.add(peer);
        holder = Optional.empty();
        claimedHeight = 0;
        asked = true;
        askedHeight = me.chain.openHeight();
        askMicros = me.now() + me.jittered(2 * me.config.resendMinMicros());
    }

    private PublicKey next() {
        nextPeer = (nextPeer + 1) % me.peers().size();
        return me.peers().get(nextPeer);
    }

    void receive(PublicKey from, PbftMessage.Blocks blocks) {
        proven(blocks.certificate().height(), from);
        if (answering.remove(from)) {
            holder = isGenerous(blocks) ? Optional.of(from) : Optional.empty();
            finality.decide(blocks.blocks(), blocks.certificate());
        }
    }

    /** Who leads on by a few blocks at a time may want to be the only one that is asked: then it is the next one's turn. */
    private boolean isGenerous(PbftMessage.Blocks answer) {
        long bytes = answer.blocks().stream()
                .mapToLong(block -> block.encoded().size())
                .sum();
        return bytes >= me.config.catchUpBytes() / 2 || answer.blocks().size() >= PbftMessage.Blocks.MAX_BLOCKS / 2;
    }

    long deadlineMicros() {
        return asked ? askMicros : Long.MAX_VALUE;
    }
}
