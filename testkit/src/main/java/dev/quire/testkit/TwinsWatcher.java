package dev.quire.testkit;

import static dev.quire.testkit.InvariantViolation.require;

import dev.quire.block.Evidence;
import dev.quire.block.MemberSet;
import dev.quire.block.PublicKey;
import dev.quire.block.Vote;
import dev.quire.block.VoteKind;
import dev.quire.hash.Hash;
import dev.quire.receipt.EvidenceVerifier;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.EngineStart;
import dev.quire.spi.consensus.Input;
import dev.quire.spi.consensus.MessageCodec;
import dev.quire.spi.consensus.Prepared;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Overhears one instance: in which view it is, what it signs, and whom it accuses. I12: it accuses nobody but twins, with
 * evidence that holds; and if it is honest, all whom it was shown to have contradicted themselves.
 */
final class TwinsWatcher implements WatchedProtocol.Watcher {
    private final TwinsInstances.Shared shared;
    private final PublicKey self;
    private final boolean honest;
    private final MessageCodec codec;
    private final SeenVotes seen;
    private final Map<Long, Vote> asked = new TreeMap<>();
    private final Set<PublicKey> convicted = new HashSet<>();
    private Hash chainId = Hash.ZERO;
    private long view;
    private long committedHeight;
    private boolean hasPrepared;

    TwinsWatcher(TwinsInstances.Shared shared, int instance, PublicKey self, boolean honest, MessageCodec codec) {
        this.shared = shared;
        this.self = self;
        this.honest = honest;
        this.codec = codec;
        this.seen = new SeenVotes(instance);
    }

    long view() {
        return view;
    }

    long committedHeight() {
        return committedHeight;
    }

    SeenVotes seen() {
        return seen;
    }

    Set<PublicKey> convicted() {
        return convicted;
    }

    @Override
    public void started(EngineStart start) {
        chainId = start.chainId();
        view = start.hardState().term();
        committedHeight = start.committedHeight();
    }

    @Override
    public void told(Input input) {
        if (input instanceof Input.VoteCast cast) {
            Vote vote = asked.remove(cast.requestId());
            if (vote != null && cast.signature().isPresent()) {
                shared.votes().signed(self, vote);
            }
        } else if (honest && input instanceof Input.MessageReceived received) {
            seen.heard(received.from(), codec.encode(received.message()), committedHeight, view);
        }
    }

    @Override
    public void asked(Effect effect) {
        if (effect instanceof Effect.CastVote cast) {
            asked.put(cast.requestId(), cast.vote());
            if (cast.vote().kind() == VoteKind.VIEW_CHANGE && hasPrepared) {
                shared.counters().count(TwinsSituation.LEFT_WITH_PREPARED_BLOCK);
            }
        } else if (effect instanceof Effect.Persist persist) {
            persist.prepared().ifPresent(this::prepared);
            persist.hardState().ifPresent(state -> moved(state.term()));
            if (persist.committedHeight() > committedHeight
                    && !persist.entries().isEmpty()) {
                shared.counters().count(TwinsSituation.CERTIFIED_BLOCK_TAKEN);
            }
        } else if (effect instanceof Effect.Committed committed) {
            committedHeight = committed.height();
            hasPrepared = false;
        } else if (effect instanceof Effect.CertificateFormed formed) {
            shared.certified(formed.certificate().view());
        } else if (effect instanceof Effect.EvidenceFound found) {
            accused(found.evidence());
        }
    }

    private void prepared(Prepared certificate) {
        hasPrepared = true;
        shared.votes().prepared(certificate);
    }

    private void moved(long next) {
        if (next > view + 1) {
            shared.counters().count(TwinsSituation.VIEW_JUMPED);
        }
        view = next;
    }

    private void accused(Evidence evidence) {
        MemberSet members = shared.members();
        var invalid = new EvidenceVerifier(shared.keys().scheme()::verifyMember).verify(evidence, chainId, members);
        require(invalid.isEmpty(), "evidence that convicts nobody: %s, %s", evidence, invalid);
        require(evidence instanceof Evidence.DoubleVote, "two certificates of one height: %s", evidence);
        Evidence.DoubleVote lie = (Evidence.DoubleVote) evidence;
        require(shared.isTwin(lie.member()), "an honest member is accused: %s", lie);
        convicted.add(lie.member());
        seen.proven(TwinsVotes.Place.of(lie.member(), lie.first()));
        shared.counters().count(TwinsSituation.EVIDENCE);
    }
}
