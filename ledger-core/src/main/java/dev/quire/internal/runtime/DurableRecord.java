package dev.quire.internal.runtime;

import dev.quire.hash.Hash;
import dev.quire.internal.journal.Recovered;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.Entry;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What this node's journal durably says of the votes that it may cast: the view, the newest entry of each open height,
 * and the first block written and prepared in each (height, view). Owned by the consensus loop.
 *
 * <p>The first one matters because a node may vote for a block and then have to write another of the same view in its
 * place, when a lying leader proposed two and the others committed the second.
 */
final class DurableRecord {
    /** So many heights below the newest applied one are still remembered. */
    static final int WINDOW = 64;

    private record Newest(long term, Hash blockHash) {}

    private final TreeMap<Long, Effect.Persist> persisting = new TreeMap<>();
    private final TreeMap<Long, Newest> entries = new TreeMap<>();
    private final FirstHashes blocks = new FirstHashes();
    private final FirstHashes prepared = new FirstHashes();
    private final boolean fresh;
    private final long viewAtStart;
    private long view;
    private long forgottenHeight;

    /**
     * @param committedHeight what is committed and applied at the start
     * @param uncommitted the live entries above
     */
    DurableRecord(Recovered found, long committedHeight, List<Entry> uncommitted) {
        fresh = found.incarnation() == 1 && found.lastHeight() < found.firstHeight() && !found.recovering();
        viewAtStart = found.hardState().term();
        view = viewAtStart;
        forgottenHeight = committedHeight;
        uncommitted.forEach(this::put);
        found.openBlocks().forEach(record -> blocks.add(record.height(), record.term(), record.blockHash()));
        found.openPrepared().forEach(record -> prepared.add(record.height(), record.term(), record.blockHash()));
        forget();
    }

    void persisting(Effect.Persist persist) {
        persisting.put(persist.requestId(), persist);
    }

    /** The persist with this id and all before it are durable. */
    void persisted(long requestId) {
        var done = persisting.headMap(requestId, true);
        done.values().forEach(this::take);
        done.clear();
        forget();
    }

    private void take(Effect.Persist persist) {
        if (!persist.entries().isEmpty()) {
            entries.tailMap(persist.entries().get(0).height(), true).clear();
        }
        for (Entry entry : persist.entries()) {
            put(entry);
            blocks.add(entry.height(), entry.term(), entry.block().hash());
        }
        persist.prepared().ifPresent(found -> prepared.add(found.height(), found.view(), found.blockHash()));
        persist.hardState().ifPresent(state -> view = Math.max(view, state.term()));
    }

    private void put(Entry entry) {
        entries.put(entry.height(), new Newest(entry.term(), entry.block().hash()));
    }

    void applied(long height) {
        forgottenHeight = Math.max(forgottenHeight, height - WINDOW);
        forget();
    }

    private void forget() {
        entries.headMap(forgottenHeight, true).clear();
        blocks.forget(forgottenHeight, view);
        prepared.forget(forgottenHeight, view);
    }

    /** The durable view: all below it have been left for good. */
    long view() {
        return view;
    }

    /** At this height and below nothing is remembered, so nothing may be voted for. */
    long forgottenHeight() {
        return forgottenHeight;
    }

    /** In views up to that one this node may have proposed before it was restarted, and not know what. */
    boolean mayHaveProposedIn(long someView) {
        return !fresh && someView <= viewAtStart;
    }

    /** Is this the newest entry of the height, and the first that was ever written in that view? */
    boolean isEntry(long height, long someView, Hash blockHash) {
        return Optional.of(new Newest(someView, blockHash)).equals(Optional.ofNullable(entries.get(height)))
                && blocks.is(height, someView, blockHash);
    }

    /** Is this the first block for which a prepared certificate was written there? */
    boolean isPrepared(long height, long someView, Hash blockHash) {
        return prepared.is(height, someView, blockHash);
    }
}
