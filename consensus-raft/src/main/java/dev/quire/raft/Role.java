package dev.quire.raft;

import dev.quire.block.Block;
import dev.quire.block.PublicKey;
import dev.quire.spi.consensus.EngineStatus;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * What a member does while it is in one role in one term. {@link RaftEngine} makes a new object for each change, so
 * whatever was begun in an earlier role ends with it: answers to its requests find nobody.
 */
abstract class Role {
    final Replica me;
    final RaftEngine engine;

    Role(Replica me, RaftEngine engine) {
        this.me = me;
        this.engine = engine;
    }

    abstract EngineStatus.Role name();

    abstract Optional<PublicKey> leader();

    /** When {@link #tick} has something to do next. */
    abstract long deadlineMicros();

    /** Does what is due; called at the end of each step. */
    abstract void tick();

    /** A message of this member's own term. */
    abstract void receive(PublicKey from, RaftMessage message);

    abstract void readRequested(long requestId);

    /** Is a leader alive, so that nobody needs another (Raft dissertation, section 4.2.3)? */
    boolean hearsLeader() {
        return false;
    }

    void enter() {}

    void exit() {}

    /** This member gave its vote away: let the candidate try before campaigning. */
    void voteGranted() {}

    /** Something has become durable. */
    void persisted() {}

    void applied() {}

    void workWaiting() {}

    void built(long requestId, Optional<Block> block) {}

    void validated(long requestId, Verdict verdict) {}

    void loaded(long requestId, List<Entry> entries) {}

    void ownSeal(Seals.OwnSeal seal) {}

    void connected(PublicKey peer) {}

    void gone(PublicKey peer) {}

    void transferAsked(PublicKey target) {}

    List<EngineStatus.PeerProgress> progress() {
        return List.of();
    }
}
