package dev.quire.internal.runtime;

import dev.quire.block.ConsensusMode;
import dev.quire.block.MemberSet;
import dev.quire.block.Signature;
import dev.quire.block.Vote;
import dev.quire.block.VoteKind;
import dev.quire.crypto.Signer;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.Effect;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only place where this node's key signs votes. It refuses whatever conflicts with what the node has durably done,
 * however the engine may err, and everything while the node may have forgotten what it signed.
 *
 * <ul>
 *   <li>SEAL: the hash that the node has applied at that height. A block is applied only when it is committed and in the
 *       own journal, so no restart makes it seal a second one.
 *   <li>PROPOSE: one block per height and view, in the durable view; not in a view that was durable when the process
 *       started, since what it proposed there before is not written down.
 *   <li>PREPARE: the newest durable entry of the height, in the durable view.
 *   <li>COMMIT: a durable prepared certificate of the durable view.
 *   <li>VIEW_CHANGE: the durable view. Two of them may say different things: what the node knew grew meanwhile.
 *   <li>STATUS: always; it binds nobody.
 * </ul>
 *
 * <p>No sequence of votes, writes, crashes and restarts makes it sign two blocks for one of the first four kinds, a
 * height and a view. Owned by the consensus loop.
 */
final class VoteGuard {
    /** How many of the newest applied heights can still be sealed. */
    static final int WINDOW = 1024;

    private static final Logger log = LoggerFactory.getLogger(VoteGuard.class);
    private static final int MAX_PROPOSALS = 4096;

    /** Why a vote is not cast. */
    enum Refusal {
        FOREIGN("it is for another chain, member set or protocol"),
        RECOVERING("this node is recovering and may have forgotten what it signed"),
        NOT_APPLIED("this node has not applied that block at that height"),
        PAST("the height is committed, and what was voted there is forgotten"),
        OTHER_VIEW("its view is not the durable one"),
        VIEW_BEFORE_START("this node may have proposed another block in that view before it was restarted"),
        SECOND_PROPOSAL("this node has proposed another block for that height and view"),
        TOO_MANY_PROPOSALS("too many heights are open"),
        NOT_WRITTEN("the journal does not durably hold what the vote says");

        private final String why;

        Refusal(String why) {
            this.why = why;
        }
    }

    private final Signer signer;
    private final Hash chainId;
    private final MemberSet members;
    private final Hash memberSetHash;
    private final DurableRecord durable;
    private final TreeMap<Long, Hash> applied = new TreeMap<>();
    private final FirstHashes proposals = new FirstHashes();
    private final Map<Refusal, Long> refusals = new EnumMap<>(Refusal.class);
    private boolean recovering;

    VoteGuard(Signer signer, Hash chainId, MemberSet members, DurableRecord durable) {
        this.signer = signer;
        this.chainId = chainId;
        this.members = members;
        this.memberSetHash = members.hash();
        this.durable = durable;
    }

    /** While the node may have forgotten what it signed, it signs nothing. */
    void recovering(boolean is) {
        recovering = is;
    }

    /** A write was asked for; it is not durable yet. */
    void persisting(Effect.Persist persist) {
        durable.persisting(persist);
    }

    /** The persist with this id and all before it are durable. */
    void persisted(long requestId) {
        durable.persisted(requestId);
        proposals.forget(durable.forgottenHeight(), durable.view());
    }

    /** This block is committed, applied and durable here. */
    void applied(long height, Hash blockHash) {
        applied.put(height, blockHash);
        applied.headMap(height - WINDOW).clear();
        durable.applied(height);
        proposals.forget(durable.forgottenHeight(), durable.view());
    }

    /** The signature, or empty where this node must not sign. */
    Optional<Signature> cast(Vote vote) {
        Optional<Refusal> refusal = refusal(vote);
        if (refusal.isPresent()) {
            count(vote, refusal.get());
            return Optional.empty();
        }
        if (vote.kind() == VoteKind.PROPOSE) {
            proposals.add(vote.height(), vote.view(), vote.blockHash());
        }
        return Optional.of(signer.sign(vote.signingBytes()));
    }

    private Optional<Refusal> refusal(Vote vote) {
        if (!vote.chainId().equals(chainId) || !vote.memberSetHash().equals(memberSetHash) || !fitsMode(vote)) {
            return Optional.of(Refusal.FOREIGN);
        }
        if (recovering) {
            return Optional.of(Refusal.RECOVERING);
        }
        return switch (vote.kind()) {
            case SEAL -> unless(vote.blockHash().equals(applied.get(vote.height())), Refusal.NOT_APPLIED);
            case PROPOSE -> open(vote).or(() -> secondProposal(vote));
            case PREPARE ->
                open(vote)
                        .or(() -> unless(
                                durable.isEntry(vote.height(), vote.view(), vote.blockHash()), Refusal.NOT_WRITTEN));
            case COMMIT ->
                open(vote)
                        .or(() -> unless(
                                durable.isPrepared(vote.height(), vote.view(), vote.blockHash()), Refusal.NOT_WRITTEN));
            case VIEW_CHANGE -> unless(vote.view() == durable.view(), Refusal.OTHER_VIEW);
            case STATUS -> Optional.empty();
        };
    }

    private boolean fitsMode(Vote vote) {
        return vote.kind() == VoteKind.SEAL
                ? members.mode() == ConsensusMode.CFT && vote.view() == 0
                : members.mode() == ConsensusMode.BFT;
    }

    private Optional<Refusal> open(Vote vote) {
        return unless(vote.height() > durable.forgottenHeight(), Refusal.PAST)
                .or(() -> unless(vote.view() == durable.view(), Refusal.OTHER_VIEW));
    }

    private Optional<Refusal> secondProposal(Vote vote) {
        if (durable.mayHaveProposedIn(vote.view())) {
            return Optional.of(Refusal.VIEW_BEFORE_START);
        }
        Optional<Hash> first = proposals.get(vote.height(), vote.view());
        return first.isPresent()
                ? unless(first.get().equals(vote.blockHash()), Refusal.SECOND_PROPOSAL)
                : unless(proposals.size() < MAX_PROPOSALS, Refusal.TOO_MANY_PROPOSALS);
    }

    private static Optional<Refusal> unless(boolean holds, Refusal refusal) {
        return holds ? Optional.empty() : Optional.of(refusal);
    }

    // Once per cause, then at powers of two: an engine that errs again and again fills a counter, not the log.
    private void count(Vote vote, Refusal refusal) {
        long count = refusals.merge(refusal, 1L, Long::sum);
        if (Long.bitCount(count) == 1) {
            log.warn(
                    "refused to sign {} for height {} in view {} ({} times for this reason): {}",
                    vote.kind(),
                    vote.height(),
                    vote.view(),
                    count,
                    refusal.why);
        }
    }

    /** How often a vote was refused for this reason. */
    long refused(Refusal refusal) {
        return refusals.getOrDefault(refusal, 0L);
    }
}
