package dev.quire.pbft;

import dev.quire.block.Certificate;
import dev.quire.block.Certificate.MemberSignature;
import dev.quire.block.ConsensusMode;
import dev.quire.block.Evidence;
import dev.quire.block.Signature;
import dev.quire.block.VoteKind;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.Effect;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The members' votes for the heights and views near this member's own. Of one member the first vote in a place counts;
 * another for a different block is evidence. What is far off is dropped: who is far behind learns by certificates.
 */
final class Votes {
    /** Votes of so many heights above the committed one are kept. */
    static final int HEIGHTS = 3;
    /** Votes of views that are so far from this member's are kept. */
    static final int VIEWS = 8;

    private record Place(long height, long view, VoteKind kind) implements Comparable<Place> {
        private static final Comparator<Place> ORDER = Comparator.comparingLong(Place::height)
                .thenComparingLong(Place::view)
                .thenComparing(Place::kind);

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    private record Cast(Hash blockHash, Signature signature) {}

    private static final class Tally {
        private final TreeMap<Integer, Cast> byMember = new TreeMap<>();
        private final TreeSet<Integer> accused = new TreeSet<>();
        private int received;
    }

    private final Replica me;
    private final TreeMap<Place, Tally> places = new TreeMap<>();

    Votes(Replica me) {
        this.me = me;
    }

    /** @param view this member's own view at present */
    boolean isNear(long height, long voteView, long view) {
        long above = height - me.chain.committedHeight();
        return above > 0 && above <= HEIGHTS && Math.abs(voteView - view) <= VIEWS;
    }

    /** A vote whose signature has been checked and that is near. */
    void add(VoteKind kind, long height, long view, int member, Hash blockHash, Signature signature) {
        Tally tally = places.computeIfAbsent(new Place(height, view, kind), place -> new Tally());
        Cast first = tally.byMember.putIfAbsent(member, new Cast(blockHash, signature));
        if (first == null || first.blockHash().equals(blockHash)) {
            tally.received++;
        } else if (tally.accused.add(member)) {
            me.out.add(new Effect.EvidenceFound(new Evidence.DoubleVote(
                    me.members.key(member),
                    me.vote(kind, height, view, first.blockHash()),
                    first.signature(),
                    me.vote(kind, height, view, blockHash),
                    signature)));
        }
    }

    /** The PREPAREs of a quorum for this block. */
    Optional<PreparedCertificate> prepared(long height, long view, Hash blockHash) {
        Tally tally = places.get(new Place(height, view, VoteKind.PREPARE));
        return tally == null
                ? Optional.empty()
                : quorum(tally, blockHash)
                        .map(signatures -> new PreparedCertificate(height, view, blockHash, signatures));
    }

    /** The COMMITs of a quorum for one block at this height, in whatever view. */
    Optional<Certificate> committed(long height) {
        for (Map.Entry<Place, Tally> entry : places.entrySet()) {
            Place place = entry.getKey();
            if (place.height() == height && place.kind() == VoteKind.COMMIT) {
                for (Cast cast : entry.getValue().byMember.values()) {
                    Optional<List<MemberSignature>> quorum = quorum(entry.getValue(), cast.blockHash());
                    if (quorum.isPresent()) {
                        return Optional.of(new Certificate(
                                ConsensusMode.BFT,
                                height,
                                cast.blockHash(),
                                place.view(),
                                me.members.hash(),
                                quorum.get()));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private Optional<List<MemberSignature>> quorum(Tally tally, Hash blockHash) {
        if (tally.received < me.members.quorum()) {
            return Optional.empty();
        }
        List<MemberSignature> signatures = new ArrayList<>();
        tally.byMember.forEach((member, cast) -> {
            if (cast.blockHash().equals(blockHash)) {
                signatures.add(new MemberSignature(member, cast.signature()));
            }
        });
        return me.rules.isQuorum(signatures.size(), tally.received, me.members.quorum())
                ? Optional.of(signatures)
                : Optional.empty();
    }

    /** Forgets what is no longer near. */
    void prune(long view) {
        places.keySet().removeIf(place -> !isNear(place.height(), place.view(), view));
    }

    /** How many places it keeps; bounded by heights, views and kinds. */
    int size() {
        return places.size();
    }
}
