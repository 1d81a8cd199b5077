package dev.quire.raft;

import dev.quire.block.PublicKey;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.Entry;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * Entries that a follower has received and not yet validated: a branch that stands on its log, and may replace the
 * log's end once validated. All are being validated at once; the verdicts come in order of height.
 */
final class Intake {
    private record Waiting(Entry entry, boolean fresh, long requestId) {}

    private final Replica me;
    private final PublicKey leader;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private long bytes;
    /** When to ask again after a NOT_YET; {@code Long.MAX_VALUE} while verdicts are on their way. */
    private long retryMicros = Long.MAX_VALUE;

    Intake(Replica me, PublicKey leader) {
        this.me = me;
        this.leader = leader;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** The lowest height in it; it must not be empty. */
    long firstHeight() {
        return waiting.getFirst().entry().height();
    }

    /** The highest height of log and intake together. */
    long lastHeight() {
        return waiting.isEmpty()
                ? me.log.lastHeight()
                : waiting.getLast().entry().height();
    }

    /** The term at {@code height} in log and intake together, or -1 above the last entry. */
    long termAt(long height) {
        if (waiting.isEmpty() || height < firstHeight()) {
            return me.log.termAt(height);
        }
        for (Waiting one : waiting) {
            if (one.entry().height() == height) {
                return one.entry().term();
            }
        }
        return -1;
    }

    /** Is there room? A leader keeps its window, so this is only reached if members are configured differently. */
    boolean hasRoom() {
        return waiting.size() < 2L * me.config.maxInFlightBlocks() && bytes <= 2 * me.config.maxInFlightBytes();
    }

    /** Takes the entry that follows on the branch. */
    void add(Entry entry, boolean fresh) {
        bytes += RaftLog.size(entry);
        waiting.add(retryMicros == Long.MAX_VALUE ? validate(entry, fresh) : new Waiting(entry, fresh, 0));
    }

    private Waiting validate(Entry entry, boolean fresh) {
        long requestId = me.out.nextRequestId();
        me.out.add(
                new Effect.Validate(requestId, entry.block(), fresh, fresh ? Optional.of(leader) : Optional.empty()));
        return new Waiting(entry, fresh, requestId);
    }

    /** The entry that this verdict is about, if it is the lowest one. Others are answers to what was given up. */
    Optional<Entry> judged(long requestId) {
        return waiting.isEmpty() || waiting.getFirst().requestId() != requestId
                ? Optional.empty()
                : Optional.of(waiting.getFirst().entry());
    }

    /** The lowest entry is valid and goes into the log. */
    void removeFirst() {
        bytes -= RaftLog.size(waiting.removeFirst().entry());
    }

    void clear() {
        waiting.clear();
        bytes = 0;
        retryMicros = Long.MAX_VALUE;
    }

    /** The lowest entry is ahead of this member's clock: ask about all of it again then. */
    void retryAt(long micros) {
        retryMicros = micros;
    }

    /** Up to this height all is committed: the clock judges it no longer, and what waits for the clock waits no more. */
    void committed(long height) {
        if (retryMicros != Long.MAX_VALUE && !waiting.isEmpty() && firstHeight() <= height) {
            retryMicros = me.now();
            for (int i = waiting.size(); i > 0; i--) {
                Waiting one = waiting.removeFirst();
                waiting.addLast(
                        new Waiting(one.entry(), one.fresh() && one.entry().height() > height, one.requestId()));
            }
        }
    }

    long retryMicros() {
        return retryMicros;
    }

    void tick() {
        if (me.now() >= retryMicros) {
            retryMicros = Long.MAX_VALUE;
            for (int i = waiting.size(); i > 0; i--) {
                Waiting one = waiting.removeFirst();
                waiting.addLast(validate(one.entry(), one.fresh()));
            }
        }
    }
}
