package dev.quire.raft;

import dev.quire.block.PublicKey;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.EngineStatus;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

/** What PreCandidate and Candidate share: somebody asks for votes and counts them. */
abstract class Campaign extends Role {
    private final TreeSet<PublicKey> granted = new TreeSet<>();
    private final long deadlineMicros;

    Campaign(Replica me, RaftEngine engine) {
        super(me, engine);
        this.deadlineMicros = me.now() + me.electionTimeoutMicros();
    }

    /** Counts a vote; whether a majority has voted so. */
    final boolean count(PublicKey voter) {
        granted.add(voter);
        return granted.size() >= me.quorum();
    }

    final void askAll(RaftMessage question) {
        me.peers().forEach(peer -> me.out.send(peer, question));
    }

    @Override
    final EngineStatus.Role name() {
        return EngineStatus.Role.CANDIDATE;
    }

    @Override
    final Optional<PublicKey> leader() {
        return Optional.empty();
    }

    @Override
    final long deadlineMicros() {
        return deadlineMicros;
    }

    @Override
    final void tick() {
        if (me.now() >= deadlineMicros) {
            engine.becomePreCandidate();
        }
    }

    @Override
    final void readRequested(long requestId) {
        me.out.add(new Effect.AnswerRead(requestId, OptionalLong.empty()));
    }
}
