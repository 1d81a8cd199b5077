package dev.quire.raft;

import dev.quire.block.PublicKey;
import dev.quire.spi.consensus.Effect;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A leader's linearizable reads (Raft dissertation, section 6.4). No clock is trusted: a majority must answer a round of
 * heartbeats that began after the read came in. One round serves all reads that were waiting when it began.
 */
final class ReadIndex {
    private record Read(PublicKey from, long readId, long deadlineMicros) {}

    private final Replica me;
    private final Replication replication;
    private final ArrayDeque<Read> waiting = new ArrayDeque<>();
    private List<Read> asking = new ArrayList<>();
    private long askingRound;
    private long askingHeight;

    ReadIndex(Replica me, Replication replication) {
        this.me = me;
        this.replication = replication;
    }

    void add(PublicKey from, long readId) {
        Read read = new Read(from, readId, me.now() + me.config.electionTimeoutMaxMicros());
        if (waiting.size() + asking.size() >= me.config.maxOpenReads()) {
            answer(read, OptionalLong.empty());
            return;
        }
        waiting.add(read);
        advance();
    }

    /** Answers what a majority has confirmed, and starts the next round if reads wait for one. */
    void advance() {
        confirm();
        // Before an entry of its own term is committed, a leader does not know how far the others had committed.
        boolean knowsCommit = me.log.termAt(me.log.committedHeight()) == me.term();
        if (asking.isEmpty() && !waiting.isEmpty() && knowsCommit) {
            asking.addAll(waiting);
            waiting.clear();
            askingHeight = me.log.committedHeight();
            askingRound = replication.newRound();
            confirm();
        }
    }

    private void confirm() {
        if (!asking.isEmpty() && replication.majority(replication.round(), Progress::round) >= askingRound) {
            asking.forEach(read -> answer(read, OptionalLong.of(askingHeight)));
            asking = new ArrayList<>();
        }
    }

    /** Those in a round end with it, or with this leadership. */
    void tick() {
        while (!waiting.isEmpty() && waiting.getFirst().deadlineMicros() <= me.now()) {
            answer(waiting.removeFirst(), OptionalLong.empty());
        }
    }

    /** Whoever comes back over a new connection asks again. */
    void gone(PublicKey peer) {
        waiting.removeIf(read -> read.from().equals(peer));
        asking.removeIf(read -> read.from().equals(peer));
    }

    void giveUpAll() {
        asking.forEach(read -> answer(read, OptionalLong.empty()));
        waiting.forEach(read -> answer(read, OptionalLong.empty()));
        asking.clear();
        waiting.clear();
    }

    private void answer(Read read, OptionalLong height) {
        if (read.from().equals(me.self)) {
            me.out.add(new Effect.AnswerRead(read.readId(), height));
        } else {
            me.out.send(read.from(), new RaftMessage.ReadAnswer(me.term(), read.readId(), height));
        }
    }
}
