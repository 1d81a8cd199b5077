package dev.quire.testkit;

import static dev.quire.testkit.InvariantViolation.require;

import dev.quire.block.PublicKey;
import dev.quire.block.Vote;
import dev.quire.block.VoteKind;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.Prepared;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the members of a world have signed, all instances of a member together: there twins contradict themselves. */
final class TwinsVotes {
    /** Where a member votes once. */
    record Place(PublicKey member, VoteKind kind, long height, long view) {
        static Place of(PublicKey member, Vote vote) {
            return new Place(member, vote.kind(), vote.height(), vote.view());
        }
    }

    private record Height(long height, long view) {}

    private final TwinsCounters counters;
    private final Map<Place, Hash> signed = new HashMap<>();
    private final Set<Place> contradicted = new HashSet<>();
    private final Map<Long, Vote> newestProposal = new HashMap<>();
    private final Map<Height, Hash> prepared = new HashMap<>();
    private Optional<Prepared> preparedTwice = Optional.empty();

    TwinsVotes(TwinsCounters counters) {
        this.counters = counters;
    }

    /** An instance of the member has signed this. */
    void signed(PublicKey member, Vote vote) {
        if (vote.kind() == VoteKind.PROPOSE) {
            proposed(vote);
        }
        Place place = Place.of(member, vote);
        Hash before = signed.putIfAbsent(place, vote.blockHash());
        if (before != null && !before.equals(vote.blockHash()) && contradicted.add(place)) {
            switch (vote.kind()) {
                case PROPOSE -> counters.count(TwinsSituation.BOTH_TWINS_LED);
                case PREPARE -> counters.count(TwinsSituation.BOTH_TWINS_PREPARED);
                default -> contradicted.remove(place);
            }
        }
    }

    /** An instance has the PREPAREs of a quorum for this. */
    void prepared(Prepared certificate) {
        Hash before =
                prepared.putIfAbsent(new Height(certificate.height(), certificate.view()), certificate.blockHash());
        if (before != null && !before.equals(certificate.blockHash())) {
            preparedTwice = Optional.of(certificate);
        }
    }

    /** In one view two quorums cannot prepare different blocks. */
    void requireOneQuorum() {
        require(preparedTwice.isEmpty(), "two blocks were prepared in one view, one of them is %s", preparedTwice);
    }

    private void proposed(Vote vote) {
        Vote before = newestProposal.put(vote.height(), vote);
        if (before != null && before.view() < vote.view()) {
            boolean again = before.blockHash().equals(vote.blockHash());
            counters.count(again ? TwinsSituation.PREPARED_BLOCK_PROPOSED_AGAIN : TwinsSituation.HEIGHT_PROPOSED_ANEW);
        }
    }
}
