package dev.quire.internal.runtime;

import dev.quire.internal.journal.Journal;
import dev.quire.internal.snapshot.BadChunkException;
import dev.quire.internal.snapshot.SnapshotFiles;
import dev.quire.internal.snapshot.SnapshotManifest;
import dev.quire.internal.snapshot.SnapshotRestore;
import dev.quire.spi.store.StateStore;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a start does with snapshots, before anything else. One that was fetched becomes what the journal begins above: the
 * BASE record is the moment at which the node changes over. A state that the journal's blocks do not join is then made of
 * a snapshot, whatever has become of it; so a crash at any time is made good by the next start.
 */
final class Installation {
    private static final Logger log = LoggerFactory.getLogger(Installation.class);

    private final SnapshotFiles files;
    private final Journal journal;
    private final StateStore store;

    Installation(SnapshotFiles files, Journal journal, StateStore store) {
        this.files = files;
        this.journal = journal;
        this.store = store;
    }

    void run() throws IOException {
        if (files.fetched().isPresent()) {
            install(files.fetched().get());
        }
        if (journal.firstHeight() > 1 && store.appliedHeight() < journal.firstHeight() - 1) {
            restore();
        }
    }

    private void install(SnapshotManifest fetched) throws IOException {
        boolean begun =
                journal.base().filter(base -> base.height() == fetched.height()).isPresent();
        if (!begun && fetched.height() <= journal.lastHeight()) {
            log.info("the snapshot of height {} is of no use: the blocks came another way", fetched.height());
            files.dropFetched();
            return;
        }
        if (!begun) {
            log.info("the journal begins anew above block {}: the state comes from a snapshot", fetched.height());
            journal.begin(fetched.head().header(), fetched.head().term());
        }
        files.keepFetched();
    }

    /** Recovery says what is missing if no snapshot fits. */
    private void restore() throws IOException {
        long first = journal.firstHeight();
        Optional<SnapshotManifest> fitting = files.kept().stream()
                .filter(found -> found.height() >= first - 1 && found.height() <= journal.lastHeight())
                .reduce((older, newer) -> newer);
        if (fitting.isEmpty()) {
            return;
        }
        SnapshotManifest snapshot = fitting.get();
        log.info("the state is made of the snapshot of height {}", snapshot.height());
        try {
            SnapshotRestore.into(store, files, snapshot, bytes -> {});
        } catch (BadChunkException e) {
            throw new DiskFailureException(
                    "the state cannot be made of the snapshot of height " + snapshot.height() + ": " + e.getMessage()
                            + "; restore a back-up, or empty the data directory and let the node fetch another one",
                    new IOException(e));
        }
    }
}
