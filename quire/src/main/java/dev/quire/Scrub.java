package dev.quire;

import dev.quire.DirectoryCheck.Finding;
import dev.quire.internal.journal.Damage;
import dev.quire.internal.journal.Journal;
import dev.quire.internal.journal.JournalCut;
import dev.quire.internal.journal.JournalScrub;
import dev.quire.internal.runtime.JournalAccess;
import dev.quire.internal.runtime.NodeRuntime;
import dev.quire.spi.store.DiskFile;
import dev.quire.storage.FileDisk;
import dev.quire.storage.RocksDbStateStore;
import dev.quire.storage.StateTable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads everything that the node has stored once more, slowly, and checks its checksums: the journal's records, both
 * copies of both slots of the head file, evidence, the tables of the state, and snapshots. What has decayed of journal and
 * head it has put right, and a snapshot dropped; a table or evidence is only reported. It runs on a thread of its own and
 * reads through handles of its own.
 */
final class Scrub {
    private static final Logger log = LoggerFactory.getLogger(Scrub.class);
    private static final int MOST_FINDINGS = 100;
    private static final int MOST_ROUNDS = 20;
    private static final long PATIENCE_SECONDS = 60;

    private final Path dataDir;
    private final RocksDbStateStore store;
    private final JournalAccess journal;
    private final Mender mender;
    private final Pace pace;
    private final ArrayDeque<Finding> repaired = new ArrayDeque<>();
    private boolean waitedInVain;
    private List<Finding> before = List.of();
    private List<Finding> found = new ArrayList<>();
    private long bytes;
    private volatile ScrubStatus status = new ScrubStatus(0, 0, 0, List.of(), List.of());

    /** Puts right what it can; answers how, or with nothing if it cannot. */
    interface Mender {
        /** Of the journal. */
        CompletableFuture<Optional<String>> mend(Damage damage);

        /** Of which a file has decayed. */
        CompletableFuture<Optional<String>> dropSnapshot(long height);

        static Mender of(NodeRuntime runtime) {
            return new Mender() {
                @Override
                public CompletableFuture<Optional<String>> mend(Damage damage) {
                    return runtime.mend(damage);
                }

                @Override
                public CompletableFuture<Optional<String>> dropSnapshot(long height) {
                    return runtime.dropSnapshot(height);
                }
            };
        }
    }

    /** Lets so much time pass that no more than the rate is read. */
    @FunctionalInterface
    interface Pace {
        void read(long bytes) throws InterruptedException;
    }

    Scrub(Path dataDir, RocksDbStateStore store, JournalAccess journal, Mender mender, Pace pace) {
        this.dataDir = dataDir;
        this.store = store;
        this.journal = journal;
        this.mender = mender;
        this.pace = pace;
    }

    /** Any thread. */
    ScrubStatus status() {
        return status;
    }

    /** One pass. */
    void pass() throws IOException, InterruptedException {
        bytes = 0;
        waitedInVain = false;
        JournalCut cut = ask(Journal::cut);
        List<StateTable> tables = store.tables();
        StoredFiles others = StoredFiles.of(dataDir);
        long ofBytes =
                cut.bytes() + tables.stream().mapToLong(StateTable::bytes).sum() + others.bytes();
        List<Damage> known = ask(open -> open.recovered().damages());
        found(ask(Journal::checkHead), known);
        for (JournalCut.Part part : cut.parts()) {
            check(part, ofBytes, known);
        }
        for (StateTable table : tables) {
            store.verify(table).ifPresent(problem -> found(ofTable(table, problem)));
            passed(table.bytes(), ofBytes);
        }
        others.checkEvidence(read -> passed(read, ofBytes)).forEach(this::found);
        for (long height : others.snapshots()) {
            Optional<Finding> decayed = others.checkSnapshot(height, read -> passed(read, ofBytes));
            if (decayed.isPresent()) {
                found(decayed.get());
                drop(height).ifPresent(how -> repaired(decayed.get(), how));
            }
        }
        before = List.copyOf(found);
        found = new ArrayList<>();
        status = new ScrubStatus(status.passes() + 1, bytes, ofBytes, before, List.copyOf(repaired));
    }

    private void check(JournalCut.Part part, long ofBytes, List<Damage> known)
            throws IOException, InterruptedException {
        try (DiskFile file = FileDisk.openToRead(dataDir.resolve("journal").resolve(part.file()))) {
            boolean again = found(JournalScrub.check(part, file, read -> passed(read, ofBytes)), known);
            // Behind a bad header nothing was looked at.
            for (int round = 0; again && round < MOST_ROUNDS; round++) {
                again = found(JournalScrub.check(part, file, read -> {}), known);
            }
        } catch (InterruptedIOException | ClosedByInterruptException e) {
            throw e;
        } catch (NoSuchFileException e) {
            if (ask(Journal::cut).parts().stream().anyMatch(now -> now.file().equals(part.file()))) {
                found(new Finding(
                        part.file(),
                        OptionalLong.empty(),
                        "the file is gone; restart the node: it recovers what is lost from the other members (a node alone has"
                                + " none: stop it, then quire repair --from a back-up)"));
            }
        } catch (IOException e) {
            found(new Finding(
                    part.file(), OptionalLong.empty(), "the file cannot be read: " + e + "; check the disk at once"));
        }
    }

    private void passed(long more, long ofBytes) throws IOException {
        bytes += more;
        status = new ScrubStatus(status.passes(), bytes, ofBytes, findings(), List.copyOf(repaired));
        try {
            pace.read(more);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("while the scrub paused");
        }
    }

    private List<Finding> findings() {
        List<Finding> all = new ArrayList<>(before);
        found.stream().filter(finding -> !before.contains(finding)).forEach(all::add);
        return all.subList(0, Math.min(all.size(), MOST_FINDINGS));
    }

    /** Whether any of it was put right. */
    private boolean found(List<Damage> damages, List<Damage> known) throws InterruptedException {
        boolean mended = false;
        for (Damage damage : damages) {
            mended |= found(damage, known);
        }
        return mended;
    }

    // What the last start listed is being recovered, or has been.
    private boolean found(Damage damage, List<Damage> known) throws InterruptedException {
        boolean isKnown = known.stream()
                .anyMatch(listed -> listed.file().equals(damage.file()) && listed.offset() == damage.offset());
        if (isKnown) {
            return false;
        }
        Finding finding =
                new Finding(damage.file(), damage.height(), "at byte " + damage.offset() + ": " + damage.what());
        found(finding);
        Optional<String> how = mend(damage);
        how.ifPresent(way -> repaired(finding, way));
        return how.isPresent();
    }

    /** One block that nobody has is waited for; with the others the next pass goes on. */
    private Optional<String> mend(Damage damage) throws InterruptedException {
        if (waitedInVain) {
            return Optional.empty();
        }
        try {
            return mender.mend(damage).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            waitedInVain = true;
            log.warn("no peer has sent block {} within {} s", damage.height(), PATIENCE_SECONDS);
            return Optional.empty();
        }
    }

    private Optional<String> drop(long height) throws InterruptedException {
        try {
            return mender.dropSnapshot(height).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.warn("the snapshot of height {} could not be dropped", height, e);
            return Optional.empty();
        }
    }

    private void repaired(Finding finding, String how) {
        found.remove(finding);
        before = before.stream().filter(old -> !old.equals(finding)).toList();
        if (repaired.size() == MOST_FINDINGS) {
            repaired.remove();
        }
        repaired.add(new Finding(finding.file(), finding.height(), finding.problem() + "; repaired: " + how));
        log.info("scrub: {}, {}: repaired: {}", finding.file(), finding.problem(), how);
    }

    private Finding ofTable(StateTable table, String problem) {
        return new Finding(
                "state/" + table.file().getFileName(),
                OptionalLong.empty(),
                problem + "; stop the node and make the state anew: quire rebuild-state");
    }

    private void found(Finding finding) {
        if (found.size() < MOST_FINDINGS && !found.contains(finding)) {
            found.add(finding);
        }
        if (!before.contains(finding)) {
            log.error(
                    "scrub: {}, block {}: {}",
                    finding.file(),
                    finding.height().isPresent() ? finding.height().getAsLong() : "unknown",
                    finding.problem());
        }
    }

    private <T> T ask(JournalAccess.Question<T> question) throws IOException, InterruptedException {
        try {
            return journal.ask(question).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(
                    "the journal does not answer: "
                            + Optional.ofNullable(e.getMessage()).orElse("too late"),
                    e);
        }
    }
}
