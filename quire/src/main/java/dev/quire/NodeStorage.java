package dev.quire;

import dev.quire.spi.consensus.Entry;
import dev.quire.spi.ledger.BusyException;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StoreClosedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a running node's operator asks of its disk. Safe for use by several threads. */
public final class NodeStorage implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NodeStorage.class);
    private static final DateTimeFormatter BACKUP_NAME =
            DateTimeFormatter.ofPattern("'backup-'yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);
    private static final int ENTRY_BYTES = 1;
    private static final long LEAST_SLEEP_NANOS = 10_000_000;

    private final String name;
    private final StorageSettings settings;
    private volatile Backup.NodeFiles files;
    private volatile Scrub scrub;
    private Thread scrubbing;
    private long unpaidNanos;
    private Optional<Backup> backup = Optional.empty();
    private Optional<Thread> copying = Optional.empty();

    private NodeStorage(String name, Backup.NodeFiles files, Scrub.Mender mender, StorageSettings settings) {
        this.name = name;
        this.files = files;
        this.settings = settings;
        this.scrub = new Scrub(files.dataDir(), files.store(), files.journal(), mender, this::pause);
        this.scrubbing = daemon("scrub", this::scrubAgainAndAgain);
    }

    static NodeStorage start(String name, Backup.NodeFiles files, Scrub.Mender mender, StorageSettings settings) {
        NodeStorage storage = new NodeStorage(name, files, mender, settings);
        storage.startScrub();
        return storage;
    }

    private void startScrub() {
        if (settings.scrubBytesPerSecond() > 0) {
            scrubbing.start();
        }
    }

    /** Ends what runs in the background and waits for it: the node is closed and opened again. */
    synchronized void pause() {
        end(scrubbing);
        copying.ifPresent(NodeStorage::end);
    }

    /** The node is open again; its files are these. */
    synchronized void reopened(Backup.NodeFiles again, Scrub.Mender mender) {
        files = again;
        scrub = new Scrub(again.dataDir(), again.store(), again.journal(), mender, this::pause);
        scrubbing = daemon("scrub", this::scrubAgainAndAgain);
        startScrub();
    }

    private Thread daemon(String task, Runnable run) {
        Thread thread = new Thread(run, "quire-" + name + "-" + task);
        thread.setDaemon(true);
        return thread;
    }

    /** What the data directory takes of its disk. */
    public DiskUse use() throws IOException {
        return DiskUse.of(files.dataDir());
    }

    /** Bytes of the state's tables, by column. */
    public Map<String, Long> columns() {
        Map<String, Long> columns = new LinkedHashMap<>();
        for (Column column : Column.values()) {
            columns.put(column.name(), files.store().columnBytes(column));
        }
        return columns;
    }

    /** The lowest height whose block is still there; those below were dropped as the retention has it. */
    public long firstHeight() {
        return files.journal().firstHeight();
    }

    /** How much the disk can still take, as of the last look. */
    public DiskRoom room() {
        return switch (files.journal().room()) {
            case ENOUGH -> DiskRoom.ENOUGH;
            case LOW -> DiskRoom.LOW;
            case NONE -> DiskRoom.NONE;
        };
    }

    /** What the node's own check of its disk has found. */
    public ScrubStatus scrub() {
        return scrub.status();
    }

    /** An entry of the journal, for another node that has lost it; empty if it is not there. */
    public CompletableFuture<Optional<Entry>> entry(long height) {
        return files.journal()
                .ask(journal ->
                        journal.load(height, height, ENTRY_BYTES).stream().findFirst());
    }

    /** The newest back-up since the node was started. */
    public synchronized Optional<BackupStatus> backup() {
        return backup.map(Backup::status);
    }

    /**
     * Begins a back-up; {@link #backup()} tells how it goes.
     *
     * @throws BusyException if one is running
     * @throws IllegalStateException if no directory is set for back-ups
     * @throws NoRoomException if there is no room for one
     * @throws IOException if neither the journal nor the disk says how much it takes
     */
    public synchronized BackupStatus startBackup() throws IOException {
        Path directory = settings.backupDir()
                .orElseThrow(() -> new IllegalStateException("this node has no directory for back-ups"));
        if (backup().filter(last -> last.state() == BackupStatus.State.RUNNING).isPresent()) {
            throw new BusyException("a back-up is running; wait for its end");
        }
        Backup next = new Backup(
                files,
                directory
                        .toAbsolutePath()
                        .resolve(BACKUP_NAME.format(Clock.systemUTC().instant())),
                settings.reserveBytes());
        next.requireRoom();
        Thread thread = daemon("backup", next::run);
        backup = Optional.of(next);
        copying = Optional.of(thread);
        thread.start();
        return next.status();
    }

    private void scrubAgainAndAgain() {
        try {
            while (true) {
                long begun = System.nanoTime();
                scrubOnce();
                long left = settings.scrubPause().toNanos() - (System.nanoTime() - begun);
                TimeUnit.NANOSECONDS.sleep(Math.max(0, left));
            }
        } catch (InterruptedException | StoreClosedException e) {
            log.debug("the scrub ends with the node", e);
        }
    }

    private void scrubOnce() throws InterruptedException {
        try {
            scrub.pass();
        } catch (IOException | UncheckedIOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("while a file was read");
            }
            log.warn("a pass of the scrub could not be finished, the next one begins anew: {}", e.getMessage());
        }
    }

    // Slept in pieces that a timer can measure.
    private void pause(long bytes) throws InterruptedException {
        unpaidNanos += (long) (1e9 * bytes / settings.scrubBytesPerSecond());
        if (unpaidNanos > LEAST_SLEEP_NANOS) {
            TimeUnit.NANOSECONDS.sleep(unpaidNanos);
            unpaidNanos = 0;
        }
    }

    /** Ends what runs in the background, and waits for it: the store must still be open. */
    @Override
    public void close() {
        Optional<Thread> copier;
        synchronized (this) {
            copier = copying;
        }
        end(scrubbing);
        copier.ifPresent(NodeStorage::end);
        try {
            new Ballast(files.dataDir(), settings.reserveBytes()).throwOutIfFull();
        } catch (IOException e) {
            log.warn("the ballast could not be thrown out: {}", e.getMessage());
        }
    }

    private static void end(Thread thread) {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
