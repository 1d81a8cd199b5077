package dev.quire.raft;

import dev.quire.block.PublicKey;
import dev.quire.spi.consensus.Effect;
import java.util.Iterator;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A follower's linearizable reads on their way to the leader and back. */
final class ForwardedReads {
    private final Replica me;
    /** Request id to when it is given up; both rise. */
    private final TreeMap<Long, Long> deadlines = new TreeMap<>();

    ForwardedReads(Replica me) {
        this.me = me;
    }

    void forward(long requestId, PublicKey leader) {
        if (deadlines.size() >= me.config.maxOpenReads()) {
            answer(requestId, OptionalLong.empty());
            return;
        }
        deadlines.put(requestId, me.now() + me.config.electionTimeoutMaxMicros());
        me.out.send(leader, new RaftMessage.ReadAsk(me.term(), requestId));
    }

    void answered(RaftMessage.ReadAnswer message) {
        if (deadlines.remove(message.readId()) != null) {
            answer(message.readId(), message.height());
        }
    }

    long deadlineMicros() {
        return deadlines.isEmpty() ? Long.MAX_VALUE : deadlines.firstEntry().getValue();
    }

    /** Answers what the leader has not answered in time. */
    void tick() {
        Iterator<Map.Entry<Long, Long>> oldestFirst = deadlines.entrySet().iterator();
        while (oldestFirst.hasNext()) {
            Map.Entry<Long, Long> read = oldestFirst.next();
            if (read.getValue() > me.now()) {
                return;
            }
            oldestFirst.remove();
            answer(read.getKey(), OptionalLong.empty());
        }
    }

    void giveUpAll() {
        deadlines.keySet().forEach(requestId -> answer(requestId, OptionalLong.empty()));
        deadlines.clear();
    }

    private void answer(long requestId, OptionalLong height) {
        me.out.add(new Effect.AnswerRead(requestId, height));
    }
}
