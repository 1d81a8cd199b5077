package dev.quire.raft;

import dev.quire.block.Certificate;
import dev.quire.block.Certificate.MemberSignature;
import dev.quire.block.ConsensusMode;
import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.hash.Hash;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A leader's collection of seals: one height at a time, the newest that it has applied, until a majority has sealed it.
 * The height stays while followers are slow, else a busy cluster would chase it for ever; it moves on only if it has
 * become hopeless.
 */
final class SealRound {
    /** So many unanswered repetitions make a height hopeless. */
    private static final int MAX_RETRIES = 16;

    private final Replica me;
    private final Replication replication;
    private final Seals seals;
    /** By index in the member set. */
    private final TreeMap<Integer, Signature> collected = new TreeMap<>();

    private Optional<Hash> blockHash = Optional.empty();
    private long height;
    private long leastHeight;
    private long retryMicros = Long.MAX_VALUE;
    private long announceMicros;
    private int retries;

    SealRound(Replica me, Replication replication, Seals seals) {
        this.me = me;
        this.replication = replication;
        this.seals = seals;
    }

    /** Begins a round if none is open and there is something to seal. */
    void begin() {
        long newest = Math.min(me.appliedHeight(), me.log.committedHeight());
        if (blockHash.isPresent() || newest <= seals.certifiedHeight() || newest < leastHeight) {
            return;
        }
        height = newest;
        blockHash = me.log.hashAt(newest);
        retries = 0;
        if (blockHash.isPresent()) {
            ask(blockHash.get());
        }
    }

    private void ask(Hash hash) {
        retryMicros = me.now() + me.config.sealRetryMicros();
        for (PublicKey peer : me.peers()) {
            if (!collected.containsKey(indexOf(peer))) {
                me.out.send(peer, new RaftMessage.SealRequest(me.term(), height, hash));
            }
        }
        if (!collected.containsKey(indexOf(me.self))) {
            seals.requested(me.self, height, hash);
            seals.last().filter(own -> own.height() == height).ifPresent(own -> add(me.self, own.signature()));
        }
    }

    private int indexOf(PublicKey member) {
        return me.membership.voters().indexOf(member);
    }

    void tick() {
        if (me.now() >= announceMicros) {
            announce();
        }
        if (me.now() < retryMicros || blockHash.isEmpty()) {
            return;
        }
        retries++;
        if (retries > MAX_RETRIES) {
            abandon();
        } else {
            ask(blockHash.get());
        }
    }

    /** A member's seal, its signature checked. */
    void received(PublicKey member, long sealedHeight, Hash sealedHash, Signature signature) {
        if (blockHash.isEmpty()) {
            return;
        }
        if (sealedHeight > height) {
            // An earlier leader got further, and no member goes back: wait until this one has applied as much.
            leastHeight = Math.max(leastHeight, sealedHeight);
            abandon();
        } else if (sealedHeight == height && sealedHash.equals(blockHash.get())) {
            add(member, signature);
        }
    }

    private void abandon() {
        close();
        begin();
    }

    private void close() {
        blockHash = Optional.empty();
        collected.clear();
        retryMicros = Long.MAX_VALUE;
    }

    private void add(PublicKey member, Signature signature) {
        collected.put(indexOf(member), signature);
        if (collected.size() < me.quorum()) {
            return;
        }
        List<MemberSignature> signatures = collected.entrySet().stream()
                .map((Map.Entry<Integer, Signature> e) -> new MemberSignature(e.getKey(), e.getValue()))
                .toList();
        Certificate certificate = new Certificate(
                ConsensusMode.CFT,
                height,
                blockHash.orElseThrow(),
                0,
                me.membership.voters().hash(),
                signatures);
        close();
        seals.take(certificate);
        announce();
        begin();
    }

    /** Tells the followers that have the block and lack its certificate; repeated, since the message may be lost. */
    void announce() {
        announceMicros = me.now() + me.config.sealRetryMicros();
        seals.newest().ifPresent(certificate -> {
            for (Progress peer : replication.all()) {
                if (peer.certifiedHeight() < certificate.height() && peer.reportedHeight() >= certificate.height()) {
                    me.out.send(peer.peer, new RaftMessage.NewCertificate(me.term(), certificate));
                }
            }
        });
    }
}
