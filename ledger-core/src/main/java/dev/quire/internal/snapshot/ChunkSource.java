package dev.quire.internal.snapshot;

import dev.quire.block.BlockHeader;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.internal.chain.AppliedChain;
import dev.quire.internal.execution.SeenIdsCheck;
import dev.quire.internal.execution.StateExport;
import dev.quire.internal.snapshot.Chunk.Ids.Run;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.ProvenState;
import dev.quire.merkle.StateHashes;
import dev.quire.merkle.StateKey;
import dev.quire.spi.store.StoreReader;
import dev.quire.spi.store.StoreReader.StoreEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Cuts the applied state of a store that stands still into chunks, one at a call. Every node cuts the same state at the
 * same places.
 */
public final class ChunkSource {
    /** What a chunk of the state has of keys and values, but for one large value: its proof comes on top. */
    static final int STATE_BYTES = 768 << 10;

    private static final int PAGE = 128;
    /** More than the proof takes for an entry beside its key and value. */
    private static final int ENTRY_OVERHEAD = 64;

    private final AppliedChain chain;
    private final StateExport state;
    private final BlockHeader header;
    private final int stateBytes;
    private final SeenIdsCheck ids = new SeenIdsCheck();
    private long nextLeaf;
    private Optional<StateKey> nextKey = Optional.of(FIRST_KEY);

    static final StateKey FIRST_KEY = new StateKey(0, Bytes.EMPTY);

    /** @param still must not change until all is read */
    public ChunkSource(StoreReader still) {
        this(still, STATE_BYTES);
    }

    ChunkSource(StoreReader still, int stateBytes) {
        this.chain = new AppliedChain(still);
        this.state = new StateExport(still);
        this.header = chain.appliedHeader();
        this.stateBytes = stateBytes;
    }

    /** The block after which the state was so. */
    public BlockHeader header() {
        return header;
    }

    /**
     * The next chunk; empty after the last one.
     *
     * @throws BadChunkException if the store lacks ids that the state has the hash of, or has others: then no snapshot can
     *     be made of it
     */
    public Optional<Chunk> next() throws BadChunkException {
        if (nextLeaf < header.height()) {
            return Optional.of(history());
        } else if (nextKey.isPresent()) {
            return Optional.of(state(nextKey.get()));
        }
        return ids.next().isEmpty() ? Optional.empty() : Optional.of(ids());
    }

    private Chunk history() {
        int count = (int) Math.min(Chunk.HISTORY_LEAVES, header.height() - nextLeaf);
        Chunk.History chunk = new Chunk.History(nextLeaf, chain.historyLeaves(nextLeaf, count));
        nextLeaf += count;
        return chunk;
    }

    private Chunk state(StateKey from) {
        TreeMap<StateKey, Bytes> values = new TreeMap<>();
        Optional<StateKey> end = fill(values, from);
        KeyRange range = end.isPresent() ? KeyRange.between(from, end.get()) : KeyRange.startingAt(from);
        StateHashes hashes = new StateHashes();
        values.headMap(new StateKey(1, Bytes.EMPTY))
                .forEach(
                        (key, value) -> ids.entry(new ProvenState.Entry(key, hashes.value(value), Optional.of(value))));
        nextKey = end;
        if (end.isEmpty()) {
            ids.begin();
        }
        return new Chunk.State(range, state.prove(range, values));
    }

    /** The first key that has no room; empty if none is left. */
    private Optional<StateKey> fill(Map<StateKey, Bytes> values, StateKey from) {
        long room = stateBytes;
        Bytes next = from.fullKey();
        while (true) {
            List<StoreEntry> page = state.entries(next, PAGE);
            for (StoreEntry entry : page) {
                room -= size(entry.key(), entry.value());
                StateKey key = StateKey.ofFullKey(entry.key());
                if (room < 0 && !values.isEmpty()) {
                    return Optional.of(key);
                }
                values.put(key, entry.value());
            }
            if (page.size() < PAGE) {
                return Optional.empty();
            }
            next = page.get(page.size() - 1).key().concat(Bytes.wrap(new byte[1]));
        }
    }

    /** What an entry counts for, in bytes. */
    static long size(Bytes fullKey, Bytes value) {
        return (long) fullKey.size() + value.size() + ENTRY_OVERHEAD;
    }

    private Chunk ids() throws BadChunkException {
        List<Run> runs = new ArrayList<>();
        int room = Chunk.MAX_IDS;
        while (room > 0 && ids.next().isPresent()) {
            SeenIdsCheck.Place place = ids.next().get();
            List<Hash> found = state.ids(place.minute(), place.number(), Math.min(room, place.left()));
            boolean all = found.size() == Math.min(room, place.left());
            if (!all || !ids.take(found)) {
                throw new BadChunkException("the store has not the ids of transactions that its state has the hash of,"
                        + " in minute " + place.minute());
            }
            runs.add(new Run(place.minute(), place.number(), found));
            room -= found.size();
        }
        return new Chunk.Ids(runs);
    }
}
