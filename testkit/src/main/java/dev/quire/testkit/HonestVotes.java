package dev.quire.testkit;

import static dev.quire.testkit.InvariantViolation.require;

import dev.quire.block.Certificate;
import dev.quire.block.Evidence;
import dev.quire.block.PublicKey;
import dev.quire.block.Vote;
import dev.quire.block.VoteKind;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.EngineStart;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.Input;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * I8: no node signs two blocks for one kind of vote, height and view, whatever it forgot in crashes, and nothing of a view
 * below one that it has asked for; no two certificates of one height name different blocks; and nobody honest is accused
 * (I12). One per node; it outlives the node's crashes.
 */
final class HonestVotes implements WatchedProtocol.Watcher {
    private record Place(VoteKind kind, long height, long view) {}

    private final SimWorld world;
    private final int node;
    private final Map<Long, Hash> certified;
    private final Set<PublicKey> liars;
    private final Map<Place, Hash> signed = new HashMap<>();
    private final TreeMap<Long, Vote> asked = new TreeMap<>();
    /** The entry that was last asked to be written. */
    private Map<Long, Entry> written = new TreeMap<>();

    private long view;
    /** The highest view that it has asked for. */
    private long asksFor;

    /**
     * @param certified what all nodes know to be certified at each height
     * @param liars who may be accused
     */
    HonestVotes(SimWorld world, int node, Map<Long, Hash> certified, Set<PublicKey> liars) {
        this.world = world;
        this.node = node;
        this.certified = certified;
        this.liars = liars;
    }

    @Override
    public void started(EngineStart start) {
        asked.clear();
        written.clear();
        start.uncommitted().forEach(entry -> written.put(entry.height(), entry));
        view = start.hardState().term();
        if (start.prepared().isPresent()) {
            world.count(Situation.PREPARED_AT_START);
        }
    }

    @Override
    public void told(Input input) {
        if (input instanceof Input.VoteCast cast) {
            Vote vote = asked.remove(cast.requestId());
            if (vote != null && cast.signature().isPresent()) {
                signed(vote);
            }
        }
    }

    private void signed(Vote vote) {
        if (vote.kind() == VoteKind.VIEW_CHANGE) {
            world.count(Situation.VIEW_CHANGE_ASKED);
            asksFor = Math.max(asksFor, vote.view());
        } else if (vote.kind() != VoteKind.STATUS) {
            boolean mayBe = vote.kind() == VoteKind.SEAL || vote.view() >= asksFor;
            require(mayBe, "node %d had asked for view %d and signed %s", node, asksFor, vote);
            Place place = new Place(vote.kind(), vote.height(), vote.view());
            Hash before = signed.putIfAbsent(place, vote.blockHash());
            require(
                    before == null || before.equals(vote.blockHash()),
                    "node %d signed two blocks for %s: %s and %s",
                    node,
                    place,
                    String.valueOf(before),
                    vote.blockHash());
        }
    }

    @Override
    public void asked(Effect effect) {
        if (effect instanceof Effect.CastVote cast) {
            asked.put(cast.requestId(), cast.vote());
        } else if (effect instanceof Effect.CertificateFormed formed) {
            formed(formed.certificate());
        } else if (effect instanceof Effect.Persist persist) {
            countPersist(persist);
        } else if (effect instanceof Effect.EvidenceFound found) {
            world.count(Situation.EVIDENCE);
            accused(found.evidence());
        }
    }

    private void accused(Evidence evidence) {
        if (evidence instanceof Evidence.DoubleVote lie) {
            require(
                    liars.contains(lie.member()),
                    "node %d accuses %s, which is honest: %s and %s",
                    node,
                    lie.member(),
                    lie.first(),
                    lie.second());
        }
    }

    private void formed(Certificate certificate) {
        Hash before = certified.putIfAbsent(certificate.height(), certificate.blockHash());
        require(
                before == null || before.equals(certificate.blockHash()),
                "height %d has certificates of two blocks: %s and %s",
                certificate.height(),
                String.valueOf(before),
                certificate.blockHash());
    }

    private void countPersist(Effect.Persist persist) {
        persist.hardState().ifPresent(state -> {
            if (state.term() > view + 1) {
                world.count(Situation.VIEW_JUMPED);
            }
            view = state.term();
        });
        for (Entry entry : persist.entries()) {
            Entry before = written.put(entry.height(), entry);
            if (persist.committedHeight() >= entry.height()) {
                world.count(Situation.CERTIFIED_BLOCK_TAKEN);
            } else if (before != null
                    && before.term() < entry.term()
                    && before.block().hash().equals(entry.block().hash())) {
                world.count(Situation.BLOCK_PROPOSED_AGAIN);
            }
        }
    }
}
