package dev.quire.internal.snapshot;

import dev.quire.internal.chain.ChainImport;
import dev.quire.internal.execution.StateImport;
import dev.quire.internal.snapshot.Chunk.Ids.Run;
import dev.quire.internal.snapshot.SnapshotVerifier.Proven;
import dev.quire.spi.store.StateStore;
import dev.quire.spi.store.StateStore.StoreWrite;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/** Makes a snapshot the state of a store. Each chunk is checked once more, and the root computed anew from all values. */
public final class SnapshotRestore {
    private final SnapshotFiles files;
    private final SnapshotManifest manifest;
    private final StateStore store;
    private final SnapshotVerifier verifier;
    private final ChainImport chain = new ChainImport();
    private final StateImport state;

    private SnapshotRestore(SnapshotFiles files, SnapshotManifest manifest, StateStore store) {
        this.files = files;
        this.manifest = manifest;
        this.store = store;
        this.verifier = new SnapshotVerifier(manifest.head());
        this.state = new StateImport(store, manifest.height());
    }

    /**
     * Replaces all that the store has; durable when it returns. After a failure or a crash the store stands at no height,
     * or where it stood before.
     *
     * @param progress in bytes of chunks
     * @throws BadChunkException if a chunk is damaged
     */
    public static void into(StateStore store, SnapshotFiles files, SnapshotManifest manifest, LongConsumer progress)
            throws IOException, BadChunkException {
        new SnapshotRestore(files, manifest, store).run(progress);
    }

    private void run(LongConsumer progress) throws IOException, BadChunkException {
        store.clear();
        long bytes = 0;
        for (int i = 0; i < manifest.entries().size(); i++) {
            store.write(-1, writes(verifier.take(files.chunk(manifest, i))));
            bytes += manifest.entries().get(i).bytes();
            progress.accept(bytes);
        }
        if (!verifier.isComplete()) {
            throw new BadChunkException("chunks are missing at the end");
        }
        if (!state.stateRoot().equals(manifest.head().header().stateRoot())) {
            throw new BadChunkException("all entries together make the root " + state.stateRoot() + ", the header has "
                    + manifest.head().header().stateRoot());
        }
        List<StoreWrite> end = new ArrayList<>(state.finish());
        end.addAll(chain.finish(manifest.head().header(), manifest.head().ownCertificate()));
        store.write(manifest.height(), end);
        store.flush();
    }

    private List<StoreWrite> writes(Proven proven) {
        if (proven instanceof Proven.Leaves leaves) {
            return chain.leaves(leaves.leafHashes());
        } else if (proven instanceof Proven.Entries entries) {
            return state.entries(entries.entries());
        }
        List<StoreWrite> writes = new ArrayList<>();
        for (Run run : ((Proven.Ids) proven).runs()) {
            writes.addAll(state.ids(run.minute(), run.first(), run.ids()));
        }
        return writes;
    }
}
