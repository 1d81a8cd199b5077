package dev.quire.pbft;

import dev.quire.hash.Hash;
import java.util.Optional;

/**
 * The decisions that safety hangs on, one method each (docs/spec/pbft.md, section 9). Tests plant an error in one of
 * them and must see it found; nothing else overrides them.
 */
class Rules {
    /** A quorum is of different members, however many votes came. */
    boolean isQuorum(int members, int votesReceived, int quorum) {
        return members >= quorum;
    }

    /** A VIEW-CHANGE carries the newest prepared certificate of the open height. */
    Optional<PreparedCertificate> carried(Optional<PreparedCertificate> newest) {
        return newest;
    }

    /** A view above 0 begins with the VIEW-CHANGEs of a quorum. */
    boolean justifies(int viewChanges, int quorum) {
        return viewChanges >= quorum;
    }

    /** The block of the highest prepared certificate among the VIEW-CHANGEs is proposed again, and none else. */
    Optional<Hash> forced(NewView basis) {
        return basis.highestPrepared();
    }

    /** A member asks for the view above its own only where a quorum, itself included, has reached its own. */
    boolean mayAsk(int reached, int quorum) {
        return reached >= quorum;
    }

    /**
     * What a recovering member waits for: above every view that it asked for or voted in, and committed all that it can
     * have prepared.
     *
     * @param highestView the highest that was reported by those asked
     * @param highestHeight the highest that is certified or prepared among them
     */
    PbftMessage.Progress.Recovery recovery(long highestView, long highestHeight) {
        return new PbftMessage.Progress.Recovery(highestView + 2, highestHeight + 1);
    }

    /** COMMIT is voted only when the prepared certificate is durable. */
    boolean commitWaitsForDisk() {
        return true;
    }

    /** Who has asked for a view votes in none below it. */
    boolean votesInViewsLeft() {
        return false;
    }
}
