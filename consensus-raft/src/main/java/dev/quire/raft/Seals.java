package dev.quire.raft;

import dev.quire.block.Certificate;
import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.block.Vote;
import dev.quire.block.VoteKind;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.Effect;
import java.util.Optional;

/**
 * This member's own seals and the newest certificate that it has, in every role. A seal says "committed, applied and
 * durable here", so it is never given for less, and never by a recovering member.
 */
final class Seals {
    /** A seal of this member's, and who asked for it. */
    record OwnSeal(PublicKey asker, long height, Hash blockHash, Signature signature) {}

    private record Request(PublicKey asker, long height, Hash blockHash) {}

    private final Replica me;
    private Optional<Certificate> newest;
    /** Came before this member had committed its block. */
    private Optional<Certificate> early = Optional.empty();
    /** Waits until the block is applied, or until the vote guard is free. Only the newest is kept. */
    private Optional<Request> wanted = Optional.empty();

    private Optional<Request> casting = Optional.empty();
    private long castId;
    private Optional<OwnSeal> last = Optional.empty();

    Seals(Replica me, Optional<Certificate> newest) {
        this.me = me;
        this.newest = newest;
    }

    Optional<Certificate> newest() {
        return newest;
    }

    long certifiedHeight() {
        return newest.map(Certificate::height).orElse(0L);
    }

    /** Somebody, possibly this member itself, asks for a seal. A second request for less is answered with the last. */
    void requested(PublicKey asker, long height, Hash blockHash) {
        if (me.isRecovering()) {
            return;
        }
        if (last.isPresent() && last.get().height() >= height) {
            reply(asker, last.get());
        } else {
            wanted = Optional.of(new Request(asker, height, blockHash));
            cast();
        }
    }

    void applied() {
        cast();
    }

    private void cast() {
        if (casting.isPresent() || wanted.isEmpty()) {
            return;
        }
        Request request = wanted.get();
        if (request.height() > Math.min(me.appliedHeight(), me.log.committedHeight())) {
            return;
        }
        wanted = Optional.empty();
        // Empty: too far back to be remembered; the leader will ask for a newer one.
        Optional<Hash> own = me.log.hashAt(request.height());
        if (own.isPresent() && own.get().equals(request.blockHash())) {
            casting = Optional.of(request);
            castId = me.out.nextRequestId();
            me.out.add(new Effect.CastVote(
                    castId,
                    new Vote(
                            VoteKind.SEAL,
                            me.chainId,
                            me.membership.voters().hash(),
                            request.height(),
                            0,
                            request.blockHash())));
        }
    }

    /** The vote guard has answered. A seal that this member asked of itself is returned. */
    Optional<OwnSeal> cast(long requestId, Optional<Signature> signature) {
        if (casting.isEmpty() || requestId != castId) {
            return Optional.empty();
        }
        Request request = casting.get();
        casting = Optional.empty();
        Optional<OwnSeal> seal =
                signature.map(s -> new OwnSeal(request.asker(), request.height(), request.blockHash(), s));
        if (seal.isPresent()) {
            last = seal;
            reply(request.asker(), seal.get());
        }
        cast();
        return seal.filter(own -> own.asker().equals(me.self));
    }

    private void reply(PublicKey asker, OwnSeal seal) {
        if (!asker.equals(me.self)) {
            me.out.send(asker, new RaftMessage.Seal(me.term(), seal.height(), seal.blockHash(), seal.signature()));
        }
    }

    /** The last seal, for a leader that asks itself. */
    Optional<OwnSeal> last() {
        return last;
    }

    /** A certificate whose signatures have been checked. */
    void announced(Certificate certificate) {
        if (certificate.height() > certifiedHeight()
                && certificate.height() > early.map(Certificate::height).orElse(0L)) {
            early = Optional.of(certificate);
            committed();
        }
    }

    /** Takes a certificate that came early once its block is committed here. */
    void committed() {
        if (early.isPresent() && early.get().height() <= me.log.committedHeight()) {
            take(early.get());
            early = Optional.empty();
        }
    }

    void take(Certificate certificate) {
        Optional<Hash> own = me.log.hashAt(certificate.height());
        if (own.isPresent() && !own.get().equals(certificate.blockHash())) {
            me.halt("a certificate of a majority names block " + certificate.blockHash() + " at height "
                    + certificate.height() + ", this node has committed " + own.get()
                    + ": keep the data of both sides and compare them");
            return;
        }
        newest = Optional.of(certificate);
        me.out.add(new Effect.CertificateFormed(certificate));
    }
}
