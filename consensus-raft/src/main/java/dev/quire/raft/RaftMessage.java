package dev.quire.raft;

import dev.quire.block.Certificate;
import dev.quire.block.Signature;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.EngineMessage;
import dev.quire.spi.consensus.Entry;
import java.util.List;
import java.util.OptionalLong;

/** What members say to each other (docs/spec/raft.md, section 2). {@code term} is always the sender's own. */
sealed interface RaftMessage extends EngineMessage {
    long term();

    /** Would you vote for me in the term after mine? Changes nothing at the receiver. */
    record PreVote(long term, long lastTerm, long lastHeight) implements RaftMessage {}

    /** @param askedTerm the term in the question */
    record PreVoteReply(long term, long askedTerm, boolean granted) implements RaftMessage {}

    /** @param transfer the leader asked for this election: that it is alive is no reason to refuse */
    record RequestVote(long term, long lastTerm, long lastHeight, boolean transfer) implements RaftMessage {}

    record VoteReply(long term, boolean granted) implements RaftMessage {}

    /**
     * The leader's entries after {@code prevHeight}; without entries a heartbeat or a probe.
     *
     * @param round the leader's newest round of heartbeats; the answer repeats it
     */
    record Append(long term, long prevHeight, long prevTerm, long commitHeight, long round, List<Entry> entries)
            implements RaftMessage {
        public Append {
            entries = List.copyOf(entries);
        }
    }

    /** What every answer to {@link Append} says besides yes or no. */
    sealed interface AppendReply extends RaftMessage {
        /** Repeats the question's. */
        long prevHeight();

        /** The newest round that the follower has seen in this term. */
        long round();

        /** The height of the newest certificate that the follower has. */
        long certifiedHeight();

        /** The follower's promises do not exist: count it for nothing. */
        boolean recovering();
    }

    /** @param matchHeight up to here the follower's log is the leader's, and durable */
    record Accepted(long term, long prevHeight, long matchHeight, long round, long certifiedHeight, boolean recovering)
            implements AppendReply {}

    /**
     * The follower does not have (prevTerm, prevHeight).
     *
     * @param conflictTerm the term that it has there instead; 0 if its log is shorter
     * @param conflictHeight the first height of that term, or the one after its last
     */
    record Rejected(
            long term,
            long prevHeight,
            long conflictTerm,
            long conflictHeight,
            long round,
            long certifiedHeight,
            boolean recovering)
            implements AppendReply {}

    /** The follower's validation says no to this entry, and will as long as the term lasts. */
    record Refused(long term, long entryTerm, long height, Hash blockHash, String why) implements RaftMessage {}

    /** The leader asks for a seal at this height. */
    record SealRequest(long term, long height, Hash blockHash) implements RaftMessage {}

    /** The sender's newest seal, which may be at another height than the one asked for. */
    record Seal(long term, long height, Hash blockHash, Signature signature) implements RaftMessage {}

    record NewCertificate(long term, Certificate certificate) implements RaftMessage {}

    /** What height must a linearizable read that begins now wait for? */
    record ReadAsk(long term, long readId) implements RaftMessage {}

    /** @param height empty: the leader could not tell */
    record ReadAnswer(long term, long readId, OptionalLong height) implements RaftMessage {}

    /**
     * A recovering member asks how far it must get.
     *
     * @param recovery names this recovery of the member's: a random number above 0
     */
    record RecoverAsk(long term, long recovery) implements RaftMessage {}

    /**
     * The answer.
     *
     * @param height the first entry that this leader made after it had learned of that recovery
     */
    record RecoverUpTo(long term, long recovery, long height) implements RaftMessage {}

    /** Campaign now, without waiting and without a pre-vote. */
    record TimeoutNow(long term) implements RaftMessage {}
}
