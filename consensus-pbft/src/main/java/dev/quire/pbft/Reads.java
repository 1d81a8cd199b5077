package dev.quire.pbft;

import dev.quire.block.Certificate;
import dev.quire.block.PublicKey;
import dev.quire.spi.consensus.Effect;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Linearizable reads: a quorum, this member included, says after the read came in how far it is. Whatever was committed
 * before was prepared by f+1 honest members, one of which is among them. Any quorum will do, so the answer is the highest
 * of the quorum that says the least: a liar can show what it alone holds prepared, and nothing may ever come of it. A
 * round serves all reads that were waiting when it began.
 */
final class Reads {
    private record Read(long requestId, long deadlineMicros) {}

    private final Replica me;
    private final Agreement agreement;
    private final ArrayDeque<Read> waiting = new ArrayDeque<>();
    private final TreeMap<Integer, Long> answers = new TreeMap<>();
    private final TreeSet<PublicKey> answering = new TreeSet<>();
    private List<Read> asking = new ArrayList<>();
    private long nonce;
    private long repeatMicros;

    Reads(Replica me, Agreement agreement) {
        this.me = me;
        this.agreement = agreement;
    }

    void add(long requestId) {
        if (waiting.size() + asking.size() >= me.config.maxOpenReads()) {
            me.out.add(new Effect.AnswerRead(requestId, OptionalLong.empty()));
            return;
        }
        waiting.add(new Read(requestId, me.now() + me.config.readTimeoutMicros()));
    }

    void advance() {
        giveUp();
        if (asking.isEmpty() && !waiting.isEmpty()) {
            asking.addAll(waiting);
            waiting.clear();
            answers.clear();
            nonce = me.random();
            ask();
        }
        if (!asking.isEmpty() && me.now() >= repeatMicros) {
            ask();
        }
        finish();
    }

    private void ask() {
        repeatMicros = me.now() + me.jittered(me.config.resendMinMicros());
        if (!me.isRecovering()) {
            long prepared =
                    agreement.prepared().map(PreparedCertificate::height).orElse(0L);
            answers.put(me.index, Math.max(me.chain.committedHeight(), prepared));
        }
        for (PublicKey peer : me.peers()) {
            if (!answers.containsKey(me.members.indexOf(peer))) {
                me.out.send(peer, new PbftMessage.ReadAsk(nonce));
            }
        }
    }

    /** Waits for those that have not answered only if they could make the reader wait less. */
    private void finish() {
        OptionalLong height = height();
        boolean mayFall = answers.size() < me.members.size() && height.orElse(0) > me.chain.committedHeight();
        if (height.isPresent() && !mayFall) {
            asking.forEach(read -> me.out.add(new Effect.AnswerRead(read.requestId(), height)));
            asking = new ArrayList<>();
        }
    }

    /** Of all quorums that answered, that of the lowest; empty: too few have answered. */
    private OptionalLong height() {
        return answers.values().stream()
                .mapToLong(Long::longValue)
                .sorted()
                .skip(me.members.quorum() - 1L)
                .findFirst();
    }

    private void giveUp() {
        asking.removeIf(read -> isLate(read, height()));
        waiting.removeIf(read -> isLate(read, OptionalLong.empty()));
    }

    private boolean isLate(Read read, OptionalLong answer) {
        boolean late = read.deadlineMicros() <= me.now();
        if (late) {
            me.out.add(new Effect.AnswerRead(read.requestId(), answer));
        }
        return late;
    }

    void receive(PublicKey from, PbftMessage.ReadAnswer answer) {
        if (!asking.isEmpty() && answer.nonce() == nonce) {
            answers.putIfAbsent(me.members.indexOf(from), answer.height());
        }
    }

    /** A peer asks: answered with proofs, signed over its nonce, one question of each peer at a time. */
    void asked(PublicKey from, long question, long view) {
        if (me.isRecovering() || !me.chain.isTipCertified() || !answering.add(from)) {
            return;
        }
        Optional<Certificate> certificate = me.chain.newestCertificate();
        Optional<PreparedCertificate> prepared = agreement.prepared();
        me.sign(
                PbftMessage.ReadAnswer.vote(me.chainId, me.members.hash(), question, view, certificate, prepared),
                cast -> {
                    answering.remove(from);
                    cast.ifPresent(signature -> me.out.send(
                            from, new PbftMessage.ReadAnswer(question, view, certificate, prepared, signature)));
                });
    }

    long deadlineMicros() {
        long next = Long.MAX_VALUE;
        if (!asking.isEmpty()) {
            next = Math.min(repeatMicros, asking.get(0).deadlineMicros());
        }
        return waiting.isEmpty() ? next : Math.min(next, waiting.getFirst().deadlineMicros());
    }
}
