package dev.quire.internal.snapshot;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.internal.execution.SeenIdsCheck;
import dev.quire.internal.snapshot.Chunk.Ids.Run;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.MerkleTree;
import dev.quire.merkle.NotCoveredException;
import dev.quire.merkle.ProvenState;
import dev.quire.merkle.StateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks the chunks of a snapshot, one behind the other, against a head that was checked before. Whoever sends them need
 * not be trusted, nor cut the state where others do.
 */
public final class SnapshotVerifier {
    private final SnapshotHead head;
    private final SeenIdsCheck ids = new SeenIdsCheck();
    private long nextLeaf;
    private Optional<StateKey> nextKey = Optional.of(ChunkSource.FIRST_KEY);

    public SnapshotVerifier(SnapshotHead head) {
        this.head = head;
    }

    /** What a chunk adds to what those before it had. */
    public sealed interface Proven {
        /** How much it is, as {@link ChunkSource} counts it; what the proof takes is not in it. */
        long bytes();

        /** The next leaf hashes of the history tree. */
        record Leaves(List<Hash> leafHashes) implements Proven {
            @Override
            public long bytes() {
                return (long) Hash.SIZE * leafHashes.size();
            }
        }

        /** The next entries of the state, all with values. */
        record Entries(List<ProvenState.Entry> entries) implements Proven {
            @Override
            public long bytes() {
                return entries.stream()
                        .mapToLong(entry -> ChunkSource.size(
                                entry.key().fullKey(), entry.value().orElseThrow()))
                        .sum();
            }
        }

        /** The next ids. */
        record Ids(List<Run> runs) implements Proven {
            @Override
            public long bytes() {
                return runs.stream()
                        .mapToLong(run -> (long) Hash.SIZE * run.ids().size())
                        .sum();
            }
        }
    }

    /** Of what comes next; it means nothing once all is there. */
    public Bytes position() {
        if (nextLeaf < head.height()) {
            return Position.ofLeaf(nextLeaf);
        }
        return nextKey.map(Position::ofKey)
                .or(() -> ids.next().map(place -> Position.ofId(place.minute(), place.number())))
                .orElse(Bytes.EMPTY);
    }

    /** Is nothing missing any more? */
    public boolean isComplete() {
        return nextLeaf == head.height() && nextKey.isEmpty() && ids.next().isEmpty();
    }

    /** Are history and state there? What is left are ids, which prove themselves minute by minute. */
    public boolean isAtIds() {
        return nextKey.isEmpty();
    }

    /** Forgets the ids of a minute that is not whole: together they have to come again. */
    public void restartMinute() {
        ids.next().ifPresent(place -> ids.restart(place.minute()));
    }

    /** What of a chunk of ids, the last that was taken, is of minutes that are whole, and so proven; empty if nothing is. */
    public Optional<Chunk.Ids> proven(Chunk.Ids taken) {
        long end = ids.next().map(SeenIdsCheck.Place::minute).orElse(Long.MAX_VALUE);
        List<Run> whole =
                taken.runs().stream().filter(run -> run.minute() < end).toList();
        return whole.isEmpty() ? Optional.empty() : Optional.of(new Chunk.Ids(whole));
    }

    /**
     * What of the chunk comes next, with a proof of just that: what was there before is not kept twice, nor is what its
     * sender has opened beside. A chunk that cannot be the next one stays as it is.
     */
    public Chunk next(Chunk chunk) {
        if (chunk instanceof Chunk.Ids found && isAtIds()) {
            return next(found);
        }
        boolean isState = chunk instanceof Chunk.State && nextLeaf == head.height() && nextKey.isPresent();
        if (!isState || !covers(((Chunk.State) chunk).range(), nextKey.get())) {
            return chunk;
        }
        StateKey from = nextKey.get();
        Chunk.State state = (Chunk.State) chunk;
        KeyRange left =
                state.range().to().map(end -> KeyRange.between(from, end)).orElseGet(() -> KeyRange.startingAt(from));
        return new Chunk.State(left, state.proof().narrowedTo(left));
    }

    private Chunk next(Chunk.Ids chunk) {
        long minute = ids.next().map(SeenIdsCheck.Place::minute).orElse(Long.MIN_VALUE);
        List<Run> left =
                chunk.runs().stream().filter(run -> run.minute() >= minute).toList();
        return left.isEmpty() ? chunk : new Chunk.Ids(left);
    }

    private static boolean covers(KeyRange range, StateKey from) {
        return !range.isSingle()
                && range.from().compareTo(from) <= 0
                && range.to().map(end -> end.compareTo(from) > 0).orElse(true);
    }

    /**
     * Takes the next chunk.
     *
     * @throws BadChunkException if it does not hold, or another one is next; then nothing has changed, but that the minute
     *     of the next id begins again
     */
    public Proven take(Chunk chunk) throws BadChunkException {
        if (isComplete()) {
            throw new BadChunkException("nothing is missing any more");
        }
        if (nextLeaf < head.height()) {
            return takeHistory(expect(Chunk.History.class, chunk));
        } else if (nextKey.isPresent()) {
            return takeState(expect(Chunk.State.class, chunk), nextKey.get());
        }
        return takeIds(expect(Chunk.Ids.class, chunk));
    }

    private <T extends Chunk> T expect(Class<T> kind, Chunk chunk) throws BadChunkException {
        if (!kind.isInstance(chunk)) {
            throw new BadChunkException("it is of section " + chunk.start().at(0) + ", and section "
                    + position().at(0) + " is next");
        }
        return kind.cast(chunk);
    }

    private Proven takeHistory(Chunk.History chunk) throws BadChunkException {
        long count = Math.min(Chunk.HISTORY_LEAVES, head.height() - nextLeaf);
        Hash expected = head.historyRoots().get((int) (nextLeaf / Chunk.HISTORY_LEAVES));
        if (chunk.first() != nextLeaf
                || chunk.leafHashes().size() != count
                || !MerkleTree.root(chunk.leafHashes()).equals(expected)) {
            throw new BadChunkException("its hashes are not those of the blocks from " + nextLeaf + " on");
        }
        nextLeaf += count;
        return new Proven.Leaves(chunk.leafHashes());
    }

    private Proven takeState(Chunk.State chunk, StateKey from) throws BadChunkException {
        if (!covers(chunk.range(), from)) {
            throw new BadChunkException("it has " + chunk.range() + ", and " + from + " is next");
        }
        ProvenState proven = chunk.proof()
                .verify(head.header().stateRoot())
                .orElseThrow(() -> new BadChunkException("it is not of the state that the members have certified"));
        List<ProvenState.Entry> entries = new ArrayList<>();
        try {
            for (ProvenState.Entry entry : proven.entries(chunk.range())) {
                if (entry.key().compareTo(from) >= 0) {
                    requireValue(entry);
                    entries.add(entry);
                }
            }
        } catch (NotCoveredException e) {
            throw new BadChunkException("it leaves out keys of its range", e);
        }
        entries.forEach(ids::entry);
        nextKey = chunk.range().to();
        if (nextKey.isEmpty()) {
            ids.begin();
        }
        return new Proven.Entries(entries);
    }

    private static void requireValue(ProvenState.Entry entry) throws BadChunkException {
        if (entry.value().isEmpty()) {
            throw new BadChunkException("it leaves out the value of " + entry.key());
        }
    }

    private Proven takeIds(Chunk.Ids chunk) throws BadChunkException {
        long begun = ids.next().orElseThrow().minute();
        for (Run run : chunk.runs()) {
            Optional<SeenIdsCheck.Place> place = ids.next();
            boolean isNext = place.isPresent()
                    && run.minute() == place.get().minute()
                    && run.first() == place.get().number()
                    && !run.ids().isEmpty()
                    && run.ids().size() <= place.get().left();
            if (!isNext || !ids.take(run.ids())) {
                ids.restart(begun);
                throw new BadChunkException("its ids are not those that the state has the hash of, in minute "
                        + run.minute() + " from number " + run.first() + " on");
            }
        }
        return new Proven.Ids(chunk.runs());
    }
}
