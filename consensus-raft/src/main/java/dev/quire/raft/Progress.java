package dev.quire.raft;

import dev.quire.block.PublicKey;
import dev.quire.spi.consensus.Entry;
import java.util.ArrayDeque;
import java.util.List;

/**
 * What a leader knows of one follower.
 *
 * <pre>
 *              accepted at nextHeight - 1
 *     PROBE  ------------------------------&gt;  REPLICATE
 *   one empty     rejected, refused, gone    entries, as far
 *   Append a    &lt;--------------------------  as the window
 *   heartbeat                                allows
 * </pre>
 */
final class Progress {
    private record InFlight(long lastHeight, int blocks, long bytes) {}

    final PublicKey peer;

    private final ArrayDeque<InFlight> inFlight = new ArrayDeque<>();
    private int inFlightBlocks;
    private long inFlightBytes;
    private boolean replicating;
    private long matchHeight;
    private long nextHeight;
    private long heardMicros;
    private long round;
    private long certifiedHeight;
    private boolean counts = true;
    private long recovery = Recovering.NOT;
    private long recoverHeight;
    private long refusedHeight = Long.MAX_VALUE;
    private long loadId;
    private long commitSent;

    Progress(PublicKey peer, long nextHeight, long nowMicros) {
        this.peer = peer;
        this.nextHeight = nextHeight;
        this.heardMicros = nowMicros;
    }

    /** Not if it is recovering. */
    boolean counts() {
        return counts;
    }

    boolean isReplicating() {
        return replicating;
    }

    /** Durable there and the same as here; 0 for a recovering member, whose word does not count. */
    long matchHeight() {
        return counts ? matchHeight : 0;
    }

    /** What the follower says it has, whether that counts or not. */
    long reportedHeight() {
        return matchHeight;
    }

    long nextHeight() {
        return nextHeight;
    }

    long heardMicros() {
        return counts ? heardMicros : Long.MIN_VALUE;
    }

    long round() {
        return counts ? round : 0;
    }

    long certifiedHeight() {
        return certifiedHeight;
    }

    /** The lowest height that it refused, or {@code Long.MAX_VALUE}. */
    long refusedHeight() {
        return refusedHeight;
    }

    /** The open request for blocks of the journal, or 0. */
    long loadId() {
        return loadId;
    }

    void loading(long requestId) {
        loadId = requestId;
    }

    void loaded() {
        loadId = 0;
    }

    long commitSent() {
        return commitSent;
    }

    void sentCommit(long height) {
        commitSent = height;
    }

    void heard(long nowMicros) {
        heardMicros = nowMicros;
    }

    /** Takes what every answer says. */
    void heard(RaftMessage.AppendReply reply) {
        if (reply.recovering()) {
            lost();
        } else {
            counts = true;
        }
        round = Math.max(round, reply.round());
        certifiedHeight = reply.certifiedHeight();
    }

    /** It has lost what it once acknowledged: nothing known of it holds. */
    private void lost() {
        if (counts) {
            counts = false;
            matchHeight = 0;
            probe(nextHeight);
        }
    }

    /** It recovers; returns the height that it was told to reach, {@code newHeight} if this recovery is a new one. */
    long recovers(long name, long newHeight) {
        if (name != recovery) {
            recovery = name;
            recoverHeight = newHeight;
            // Whoever loses its disk again while it recovers has lost what it reported since the first time, too.
            counts = true;
        }
        lost();
        return recoverHeight;
    }

    int freeBlocks(RaftConfig config) {
        return config.maxInFlightBlocks() - inFlightBlocks;
    }

    long freeBytes(RaftConfig config) {
        return config.maxInFlightBytes() - inFlightBytes;
    }

    void sent(List<Entry> entries) {
        long bytes = 0;
        for (Entry entry : entries) {
            bytes += RaftLog.size(entry);
        }
        long last = entries.get(entries.size() - 1).height();
        inFlight.add(new InFlight(last, entries.size(), bytes));
        inFlightBlocks += entries.size();
        inFlightBytes += bytes;
        nextHeight = last + 1;
    }

    void accepted(RaftMessage.Accepted reply) {
        matchHeight = Math.max(matchHeight, reply.matchHeight());
        if (matchHeight >= refusedHeight) {
            // It has thought better of it: a block that was ahead of its clock is no longer.
            refusedHeight = Long.MAX_VALUE;
        }
        while (!inFlight.isEmpty() && inFlight.getFirst().lastHeight() <= matchHeight) {
            InFlight done = inFlight.removeFirst();
            inFlightBlocks -= done.blocks();
            inFlightBytes -= done.bytes();
        }
        if (!replicating && (reply.prevHeight() == nextHeight - 1 || matchHeight >= nextHeight)) {
            replicating = true;
        }
        nextHeight = Math.max(nextHeight, matchHeight + 1);
    }

    /** Is this no to something that it has accepted since, or that was not the last question? */
    boolean isStale(RaftMessage.Rejected reply) {
        return replicating ? reply.prevHeight() <= matchHeight : reply.prevHeight() != nextHeight - 1;
    }

    /** Starts over from {@code height}, with a question first; what is in flight is given up. */
    void probe(long height) {
        replicating = false;
        nextHeight = Math.max(height, matchHeight + 1);
        inFlight.clear();
        inFlightBlocks = 0;
        inFlightBytes = 0;
        loadId = 0;
    }

    void refused(long height) {
        refusedHeight = Math.min(refusedHeight, height);
        probe(height);
    }

    /** It may be another process now, with another opinion. */
    void reconnected() {
        refusedHeight = Long.MAX_VALUE;
        probe(nextHeight);
    }
}
