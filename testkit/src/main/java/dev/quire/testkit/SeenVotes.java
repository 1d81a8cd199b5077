package dev.quire.testkit;

import static dev.quire.testkit.InvariantViolation.require;

import dev.quire.block.Block;
import dev.quire.block.PublicKey;
import dev.quire.block.VoteKind;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.pbft.wire.Ballot;
import dev.quire.pbft.wire.PbftFrame;
import dev.quire.spi.net.Frame;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * I12: of two conflicting votes of one member that an honest member's engine is told of, it makes evidence. Looked at are
 * votes for the open height and views near the engine's own, which it must still have when the second one comes.
 */
final class SeenVotes {
    private static final long NEAR = 4;

    private final int instance;
    private final Map<TwinsVotes.Place, Hash> first = new HashMap<>();
    private final Set<TwinsVotes.Place> due = new HashSet<>();
    private final Set<TwinsVotes.Place> proven = new HashSet<>();
    private Optional<TwinsVotes.Place> last = Optional.empty();

    SeenVotes(int instance) {
        this.instance = instance;
    }

    /** How many contradictions it was shown. */
    int contradictions() {
        return due.size();
    }

    /** The engine is about to hear this, or nothing new if it is no vote. */
    void heard(PublicKey from, Frame frame, long committedHeight, long view) {
        settle(committedHeight, view);
        PbftFrame header = PbftForger.header(frame);
        if (header.getBodyCase() == PbftFrame.BodyCase.BALLOT) {
            Ballot ballot = header.getBallot();
            VoteKind kind = ballot.getCommit() ? VoteKind.COMMIT : VoteKind.PREPARE;
            Hash hash = new Hash(Bytes.wrap(ballot.getBlockHash().toByteArray()));
            vote(new TwinsVotes.Place(from, kind, ballot.getHeight(), ballot.getView()), hash, committedHeight, view);
        } else if (header.getBodyCase() == PbftFrame.BodyCase.PRE_PREPARE) {
            Block block = PbftForger.block(frame.attachments().get(0));
            long in = header.getPrePrepare().getView();
            vote(new TwinsVotes.Place(from, VoteKind.PROPOSE, block.height(), in), block.hash(), committedHeight, view);
        }
    }

    private static boolean isNear(TwinsVotes.Place place, long committedHeight, long view) {
        return place.height() == committedHeight + 1 && Math.abs(place.view() - view) <= NEAR;
    }

    private void vote(TwinsVotes.Place place, Hash hash, long committedHeight, long view) {
        if (isNear(place, committedHeight, view)) {
            Hash before = first.putIfAbsent(place, hash);
            last = before == null || before.equals(hash) ? Optional.empty() : Optional.of(place);
        }
    }

    /** What was heard last has had its effects. */
    void settle(long committedHeight, long view) {
        last.filter(place -> isNear(place, committedHeight, view)).ifPresent(due::add);
        last = Optional.empty();
        first.keySet().removeIf(place -> !isNear(place, committedHeight, view));
    }

    void proven(TwinsVotes.Place place) {
        proven.add(place);
    }

    void requireEvidence() {
        for (TwinsVotes.Place place : due) {
            require(
                    proven.contains(place),
                    "instance %d was shown two votes for %s and made no evidence of it",
                    instance,
                    place);
        }
    }
}
