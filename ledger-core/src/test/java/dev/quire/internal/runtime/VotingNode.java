package dev.quire.internal.runtime;

import dev.quire.block.Block;
import dev.quire.block.ConsensusMode;
import dev.quire.block.MemberSet;
import dev.quire.block.Vote;
import dev.quire.block.VoteKind;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.hash.Hash;
import dev.quire.internal.journal.Journal;
import dev.quire.internal.journal.PersistRequest;
import dev.quire.internal.journal.Samples;
import dev.quire.internal.memory.MemoryDisk;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.HardState;
import dev.quire.spi.consensus.Prepared;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** A vote guard over a real journal, as a node has it, without an engine that behaves. */
final class VotingNode {
    private static final Ed25519Key KEY = Ed25519Key.generate(new SecureRandom());
    private static final MemberSet MEMBERS = new MemberSet(ConsensusMode.BFT, List.of(KEY.publicKey()));

    private final MemoryDisk disk = new MemoryDisk();
    private final Deque<Effect.Persist> waiting = new ArrayDeque<>();
    private Journal journal;
    private VoteGuard guard;
    private long committed;
    private long nextRequestId;

    VotingNode() throws IOException {
        open();
    }

    private void open() throws IOException {
        journal = Journal.open(disk, Samples.SMALL, Samples.IDENTITY);
        committed = journal.recovered().committedMark();
        List<Entry> uncommitted = journal.load(committed + 1, journal.lastHeight(), Integer.MAX_VALUE);
        guard = new VoteGuard(KEY, Hash.ZERO, MEMBERS, new DurableRecord(journal.recovered(), committed, uncommitted));
    }

    /** The process ends; the first {@code written} of the writes that wait reach the disk before. */
    void restart(int written) throws IOException {
        for (int i = 0; i < written && !waiting.isEmpty(); i++) {
            write(waiting.removeFirst());
        }
        waiting.clear();
        journal.close();
        open();
    }

    /** Asks for a write; it is durable after {@link #finishWrites}. */
    void persist(long view, List<Entry> entries, Optional<Prepared> prepared) {
        Effect.Persist persist = new Effect.Persist(
                nextRequestId++, Optional.of(new HardState(view, Optional.empty())), entries, prepared, committed);
        waiting.add(persist);
        guard.persisting(persist);
    }

    void finishWrites() throws IOException {
        while (!waiting.isEmpty()) {
            Effect.Persist persist = waiting.removeFirst();
            write(persist);
            guard.persisted(persist.requestId());
        }
    }

    private void write(Effect.Persist persist) throws IOException {
        journal.persistAll(List.of(new PersistRequest(
                persist.hardState(), persist.entries(), persist.prepared(), persist.committedHeight())));
    }

    void commit(long height, Hash blockHash) {
        committed = height;
        guard.applied(height, blockHash);
    }

    long committed() {
        return committed;
    }

    /** Does the guard sign? */
    boolean signs(VoteKind kind, long height, long view, Hash blockHash) {
        return guard.cast(new Vote(kind, Hash.ZERO, MEMBERS.hash(), height, view, blockHash))
                .isPresent();
    }

    VoteGuard guard() {
        return guard;
    }

    static Prepared prepared(long view, Block block) {
        return new Prepared(block.height(), view, block.hash(), Bytes.EMPTY);
    }
}
