package dev.quire.internal.runtime;

import dev.quire.hash.Hash;
import dev.quire.internal.snapshot.BadChunkException;
import dev.quire.internal.snapshot.Chunk;
import dev.quire.internal.snapshot.ChunkSource;
import dev.quire.internal.snapshot.SnapshotFiles;
import dev.quire.internal.snapshot.SnapshotHead;
import dev.quire.internal.snapshot.SnapshotManifest;
import dev.quire.merkle.MerkleTree;
import dev.quire.receipt.HeaderProof;
import dev.quire.spi.store.StateStore.StoreSnapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a snapshot of the state, a chunk at a time, while the node goes on: what it reads is pinned. When all chunks are
 * there it waits for a certificate that covers them. One at a time; owned by the snapshot loop.
 */
final class SnapshotTaking {
    private static final Logger log = LoggerFactory.getLogger(SnapshotTaking.class);

    private final SnapshotFiles files;
    private Optional<Open> open = Optional.empty();

    private static final class Open {
        private final StoreSnapshot still;
        private final ChunkSource source;
        private final List<SnapshotManifest.Entry> entries = new ArrayList<>();
        private final List<Hash> historyRoots = new ArrayList<>();
        private long bytes;
        private boolean cut;

        Open(StoreSnapshot still) {
            this.still = still;
            this.source = new ChunkSource(still);
        }

        long height() {
            return source.header().height();
        }
    }

    SnapshotTaking(SnapshotFiles files) {
        this.files = files;
    }

    boolean isOpen() {
        return open.isPresent();
    }

    /** The height of a snapshot that only lacks its proof. */
    Optional<Long> waitsForProof() {
        return open.filter(taking -> taking.cut).map(Open::height);
    }

    /** Begins with the state that {@code still} shows, and closes that at the end. */
    void begin(StoreSnapshot still) {
        open = Optional.of(new Open(still));
        files.beginTaking(open.get().height());
    }

    /** Writes one chunk; whether there was one to write. */
    boolean step() throws IOException {
        if (open.isEmpty() || open.get().cut) {
            return false;
        }
        Open taking = open.get();
        try {
            Optional<Chunk> chunk = taking.source.next();
            if (chunk.isPresent()) {
                write(taking, chunk.get());
            } else {
                taking.cut = true;
                taking.still.close();
            }
            return true;
        } catch (BadChunkException e) {
            log.warn("no snapshot is taken at height {}: {}", taking.height(), e.getMessage());
            giveUp();
            return true;
        }
    }

    private void write(Open taking, Chunk chunk) throws IOException {
        SnapshotManifest.Entry entry = files.write(taking.height(), taking.entries.size(), chunk);
        taking.entries.add(entry);
        taking.bytes += entry.bytes();
        if (chunk instanceof Chunk.History history) {
            taking.historyRoots.add(MerkleTree.root(history.leafHashes()));
        }
    }

    /** The block is certified: the snapshot is whole. */
    void finish(long term, HeaderProof proof) throws IOException {
        if (open.isEmpty() || !open.get().cut || !open.get().source.header().equals(proof.header())) {
            return;
        }
        Open taking = open.get();
        open = Optional.empty();
        SnapshotHead head = new SnapshotHead(term, proof, taking.historyRoots, taking.entries.size(), taking.bytes);
        files.keep(new SnapshotManifest(head, taking.entries));
        log.info(
                "a snapshot of the state at height {} is taken: {} chunks, {} bytes",
                head.height(),
                taking.entries.size(),
                taking.bytes);
    }

    /** Ends without a snapshot. */
    void giveUp() throws IOException {
        if (open.isPresent()) {
            open.get().still.close();
            open = Optional.empty();
            files.deleteUnkept();
        }
    }
}
