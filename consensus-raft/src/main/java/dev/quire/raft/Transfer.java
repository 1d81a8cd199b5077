package dev.quire.raft;

import dev.quire.block.PublicKey;
import java.util.Optional;

/**
 * Hands leadership to a chosen follower (Raft dissertation, section 3.10): no new proposals until it has everything,
 * then it may campaign at once. Given up after an election timeout.
 */
final class Transfer {
    private final Replica me;
    private final Replication replication;
    private final Proposer proposer;
    private Optional<Progress> target = Optional.empty();
    private long deadlineMicros;

    Transfer(Replica me, Replication replication, Proposer proposer) {
        this.me = me;
        this.replication = replication;
        this.proposer = proposer;
    }

    /** Starts over if another transfer was under way; ignored if {@code to} is no other voter. */
    void begin(PublicKey to) {
        if (replication.of(to).isPresent()) {
            target = replication.of(to);
            deadlineMicros = me.now() + me.config.electionTimeoutMaxMicros();
            proposer.stopped(true);
            advance();
        }
    }

    void advance() {
        if (target.isPresent() && target.get().matchHeight() == me.log.lastHeight()) {
            me.out.send(target.get().peer, new RaftMessage.TimeoutNow(me.term()));
        }
    }

    void tick() {
        if (target.isPresent() && me.now() >= deadlineMicros) {
            target = Optional.empty();
            proposer.stopped(false);
        }
    }
}
