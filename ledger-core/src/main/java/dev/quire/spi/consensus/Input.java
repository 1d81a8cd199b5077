package dev.quire.spi.consensus;

import dev.quire.block.Block;
import dev.quire.block.Certificate;
import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import java.util.List;
import java.util.Optional;

/** Everything that an engine can be told. Answers carry the id of the {@link Effect} that asked. */
public sealed interface Input {
    /** Time has passed. */
    record Tick() implements Input {}

    /** A message whose signatures have been checked. */
    record MessageReceived(PublicKey from, EngineMessage message) implements Input {}

    /** Messages can reach this peer from now on; those sent before may be lost. */
    record PeerConnected(PublicKey peer) implements Input {}

    /** The connection to this peer has ended. */
    record PeerGone(PublicKey peer) implements Input {}

    /**
     * The mempool holds transactions that are in no proposal yet. Said when that becomes true, and again after each
     * {@link ProposalBuilt} while it still is.
     *
     * @param overdue some of it has waited so long that a healthy leader would have proposed it
     */
    record WorkWaiting(boolean overdue) implements Input {}

    /**
     * The leader passes over a transaction: since it was brought to it as overdue, it has made blocks that had room for
     * it, or more of them than can have waited before it. So that it makes blocks does not excuse it.
     */
    record WorkPassedOver() implements Input {}

    /**
     * Answers {@link Effect.Build}.
     *
     * @param block empty if there was nothing to propose after all, or the parent's state is not at hand
     */
    record ProposalBuilt(long requestId, Optional<Block> block) implements Input {}

    /** Answers {@link Effect.Validate}. */
    record BlockValidated(long requestId, Verdict verdict) implements Input {}

    /** Answers {@link Effect.Persist}: that one and all before it are durable. */
    record Persisted(long requestId) implements Input {}

    /** All committed blocks up to {@code height} are executed, stored and durable in this node's journal. */
    record AppliedUpTo(long height) implements Input {}

    /**
     * Answers {@link Effect.LoadBlocks}.
     *
     * @param entries ascending from the height asked for; fewer than asked where a byte limit was reached; empty if
     *     the node no longer has that height
     * @param certificate of those that the node has for one of these heights, the newest
     */
    record BlocksLoaded(long requestId, List<Entry> entries, Optional<Certificate> certificate) implements Input {}

    /**
     * Answers {@link Effect.FindBlock}.
     *
     * @param block empty if the journal was never given it, or the height is committed
     */
    record BlockFound(long requestId, Optional<Block> block) implements Input {}

    /**
     * Answers {@link Effect.CastVote}.
     *
     * @param signature empty if the vote guard refused
     */
    record VoteCast(long requestId, Optional<Signature> signature) implements Input {}

    /**
     * Answers {@link Effect.EndRecovery}: from now on this node's votes, acknowledgements and seals exist.
     *
     * @param terms the terms of all entries in the journal, as runs; a start in recovery may not have known them all
     */
    record RecoveryEnded(long requestId, List<EngineStart.TermRun> terms) implements Input {
        public RecoveryEnded {
            terms = List.copyOf(terms);
        }
    }

    /**
     * A linearizable read wants to know the height that it must wait for. Answered by {@link Effect.AnswerRead}.
     *
     * @param requestId of this read alone: never used before, nor by this member before it was started again, since answers
     *     may be on their way for long
     */
    record ReadRequested(long requestId) implements Input {}

    /** The operator asks that leadership go to {@code target}. */
    record TransferAsked(PublicKey target) implements Input {}

    /** The members changed with a committed block. */
    record MembershipChanged(Membership membership) implements Input {}
}
