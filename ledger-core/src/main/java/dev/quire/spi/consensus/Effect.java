package dev.quire.spi.consensus;

import dev.quire.block.Block;
import dev.quire.block.Certificate;
import dev.quire.block.Evidence;
import dev.quire.block.PublicKey;
import dev.quire.block.Vote;
import dev.quire.hash.Hash;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Everything that an engine can ask for: the complete list. Request ids are the engine's choice, unique among its open
 * requests of all kinds and rising.
 */
public sealed interface Effect {
    /**
     * Make durable: entries into the journal, then the hard state into the head file.
     *
     * @param hardState empty: as it was
     * @param entries ascending and without gaps; the first may replace what the journal holds at its height and above
     * @param prepared written behind the entries; its block is among them or was persisted before (PBFT)
     * @param committedHeight what the engine knows to be committed, noted in the records
     */
    record Persist(
            long requestId,
            Optional<HardState> hardState,
            List<Entry> entries,
            Optional<Prepared> prepared,
            long committedHeight)
            implements Effect {
        /** Without a prepared certificate. */
        public Persist(long requestId, Optional<HardState> hardState, List<Entry> entries, long committedHeight) {
            this(requestId, hardState, entries, Optional.empty(), committedHeight);
        }
    }

    /** Send to one peer; loss is allowed. */
    record Send(PublicKey to, EngineMessage message) implements Effect {}

    /**
     * Build a block on this parent, execute it, and hand it back.
     *
     * @param allowEmpty a block without transactions is wanted rather than none
     */
    record Build(long requestId, Hash parentHash, long parentHeight, boolean allowEmpty) implements Effect {}

    /**
     * Check the block against the rules, execute it on its parent, compare all roots.
     *
     * @param fresh judge its time and proposer by this node's clock and the engine's leader too
     */
    record Validate(long requestId, Block block, boolean fresh, Optional<PublicKey> leader) implements Effect {}

    /** Ask the vote guard to sign. */
    record CastVote(long requestId, Vote vote) implements Effect {}

    /** This block is final here. Once per height, in order. */
    record Committed(long height, Hash blockHash) implements Effect {}

    /**
     * A certificate, checked, that the node did not have. It may come before its block is applied. On a BFT chain it
     * comes before the {@link Persist} that calls its height committed: so a node that restarts has the certificate of
     * what it knows to be committed.
     */
    record CertificateFormed(Certificate certificate) implements Effect {}

    /** Read committed entries from the journal, from {@code fromHeight} up to {@code toHeight} or {@code maxBytes}. */
    record LoadBlocks(long requestId, long fromHeight, long toHeight, int maxBytes) implements Effect {}

    /**
     * Read a block that was persisted at this height, which is not committed yet, whatever has taken its place since: also
     * one from before the node was started (PBFT).
     */
    record FindBlock(long requestId, long height, Hash blockHash) implements Effect {}

    /**
     * A peer needs this block, which the node's journal no longer has: the peer is to be told, and of a snapshot if there
     * is one. May be lost.
     */
    record BlocksGone(PublicKey peer, long height) implements Effect {}

    /**
     * Answers {@link Input.ReadRequested}.
     *
     * @param height wait until this height is applied, then read; empty: no leader or no quorum, try again later
     */
    record AnswerRead(long requestId, OptionalLong height) implements Effect {}

    /** Role, leader or term changed. */
    record StatusChanged(EngineStatus status) implements Effect {}

    /**
     * This node has learned again all that it may have promised before its loss. Everything asked for before is made
     * durable first, then every block that its journal lost below is put back, then the end of the recovery is made
     * durable; only then {@link Input.RecoveryEnded} answers, and until then the node promises nothing.
     */
    record EndRecovery(long requestId) implements Effect {}

    /** A member has been caught lying; the node keeps the proof. */
    record EvidenceFound(Evidence evidence) implements Effect {}

    /** This node can no longer keep its promises, for instance because a block that it refused has committed. */
    record Halt(String why) implements Effect {}
}
