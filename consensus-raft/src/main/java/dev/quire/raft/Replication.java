package dev.quire.raft;

import dev.quire.block.PublicKey;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.EngineStatus.PeerProgress;
import dev.quire.spi.consensus.Entry;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** Brings a leader's log to all others, each at its own pace, and tells what a majority has. */
final class Replication {
    private final Replica me;
    private final TreeMap<PublicKey, Progress> peers = new TreeMap<>();
    private long round;

    Replication(Replica me) {
        this.me = me;
        for (PublicKey peer : me.peers()) {
            peers.put(peer, new Progress(peer, me.log.lastHeight() + 1, me.now()));
        }
    }

    /** Empty if it is no other voter. */
    Optional<Progress> of(PublicKey peer) {
        return Optional.ofNullable(peers.get(peer));
    }

    Collection<Progress> all() {
        return peers.values();
    }

    /** The value that a majority, this member among it or not, has reached. */
    long majority(long own, ToLongFunction<Progress> ofPeer) {
        long[] values = new long[me.members()];
        int i = 0;
        values[i++] = own;
        for (Progress peer : peers.values()) {
            values[i++] = ofPeer.applyAsLong(peer);
        }
        Arrays.sort(values);
        return values[values.length - me.quorum()];
    }

    /** Of the refused heights the lowest that no majority takes, since those who recover count for nothing; or more. */
    long firstThatNoMajorityTakes() {
        long lowest =
                peers.values().stream().mapToLong(Progress::refusedHeight).min().orElse(Long.MAX_VALUE);
        return majority(Long.MAX_VALUE, peer -> peer.counts() ? peer.refusedHeight() : lowest);
    }

    /** A new round of heartbeats: who answers it has seen this leader alive after now. */
    long newRound() {
        round++;
        heartbeat();
        return round;
    }

    long round() {
        return round;
    }

    /** To each follower at least one message, so that it stays one. */
    void heartbeat() {
        for (Progress peer : peers.values()) {
            if (!pump(peer)) {
                probe(peer);
            }
        }
    }

    void pumpAll() {
        peers.values().forEach(this::pump);
    }

    /** Where nothing else will carry the news of a commit soon, an empty message does. */
    void announceCommit() {
        boolean moreWillFollow = me.log.lastHeight() > me.log.committedHeight();
        for (Progress peer : peers.values()) {
            if (!pump(peer)
                    && !moreWillFollow
                    && peer.isReplicating()
                    && peer.commitSent() < me.log.committedHeight()) {
                probe(peer);
            }
        }
    }

    /** Asks where the peer stands, without entries. */
    void probe(Progress peer) {
        send(peer, List.of());
    }

    /** Sends as much as the peer's window allows; whether that was anything. */
    boolean pump(Progress peer) {
        boolean sent = false;
        while (peer.isReplicating()
                && peer.loadId() == 0
                && peer.nextHeight() <= me.log.lastHeight()
                && !isPointless(peer)
                && peer.freeBlocks(me.config) > 0
                && peer.freeBytes(me.config) > 0) {
            int blocks = Math.min(peer.freeBlocks(me.config), me.config.maxAppendBlocks());
            long bytes = Math.min(peer.freeBytes(me.config), me.config.maxAppendBytes());
            if (peer.nextHeight() < me.log.firstInMemory()) {
                load(peer, blocks, bytes);
                return sent;
            }
            List<Entry> entries = me.log.entries(peer.nextHeight(), blocks, bytes);
            send(peer, entries);
            sent = true;
        }
        return sent;
    }

    /** It has refused what comes next. Once that is committed it must see it again, to learn that it is wrong. */
    private boolean isPointless(Progress peer) {
        return peer.nextHeight() >= peer.refusedHeight() && peer.refusedHeight() > me.log.committedHeight();
    }

    private void send(Progress peer, List<Entry> entries) {
        long prevHeight = peer.nextHeight() - 1;
        me.out.send(
                peer.peer,
                new RaftMessage.Append(
                        me.term(), prevHeight, me.log.termAt(prevHeight), me.log.committedHeight(), round, entries));
        peer.sentCommit(me.log.committedHeight());
        if (!entries.isEmpty()) {
            peer.sent(entries);
        }
    }

    private void load(Progress peer, int blocks, long bytes) {
        long requestId = me.out.nextRequestId();
        peer.loading(requestId);
        long last = Math.min(me.log.committedHeight(), peer.nextHeight() + blocks - 1);
        me.out.add(new Effect.LoadBlocks(requestId, peer.nextHeight(), last, (int) Math.min(Integer.MAX_VALUE, bytes)));
    }

    /** Blocks of the journal have come for the peer that waits for them, if it still does. */
    void loaded(long requestId, List<Entry> entries) {
        for (Progress peer : peers.values()) {
            if (peer.loadId() == requestId) {
                peer.loaded();
                boolean wanted = !entries.isEmpty() && entries.get(0).height() == peer.nextHeight();
                if (wanted) {
                    send(peer, entries);
                    pump(peer);
                } else {
                    gone(peer, peer.nextHeight());
                }
                return;
            }
        }
    }

    /** The journal no longer has what the peer needs. Only a snapshot can help it; asked again at the next heartbeat. */
    private void gone(Progress peer, long height) {
        me.out.add(new Effect.BlocksGone(peer.peer, height));
        peer.probe(Math.max(height, me.log.firstKnownTerm() + 1));
    }

    /** Raft paper, end of section 5.3: steps back over a whole term at a time. */
    void rejected(Progress peer, RaftMessage.Rejected reply) {
        if (peer.isStale(reply)) {
            return;
        }
        long previous = reply.conflictHeight() - 1;
        if (reply.conflictTerm() > 0) {
            long ours = me.log.lastWithTermAtMost(reply.conflictTerm());
            previous = me.log.termAt(ours) == reply.conflictTerm() ? ours : Math.min(ours, previous);
        }
        long next = Math.max(0, Math.min(previous, reply.prevHeight() - 1)) + 1;
        if (next <= me.log.firstKnownTerm()) {
            gone(peer, next);
        } else {
            peer.probe(next);
            probe(peer);
        }
    }

    List<PeerProgress> progress() {
        return peers.values().stream()
                .map(peer -> new PeerProgress(peer.peer, peer.matchHeight(), me.isConnected(peer.peer)))
                .toList();
    }
}
