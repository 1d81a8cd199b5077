package dev.quire;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How a node treats its disk.
 *
 * @param backupDir where back-ups are written; without it none is made
 * @param scrubBytesPerSecond how fast the running node reads all that it has stored once more; 0: not at all
 * @param retention which blocks the node keeps
 * @param scrubPause from the beginning of one such pass to that of the next, unless the pass takes longer
 * @param reserveBytes what should stay free on the disk: with less the node takes no transactions, with less than half of
 *     it it writes nothing any more. A sixteenth is laid down as ballast; 0: the node does not look
 * @param snapshotEveryBlocks the node takes a snapshot of the state at each height that is a multiple of it, keeps the two
 *     newest, and drops no block above the newest; 0: it takes none
 */
public record StorageSettings(
        Optional<Path> backupDir,
        long scrubBytesPerSecond,
        Duration scrubPause,
        long reserveBytes,
        Retention retention,
        long snapshotEveryBlocks) {
    private static final long DEFAULT_RESERVE_BYTES = 256L << 20;
    private static final long LEAST_RESERVE_BYTES = 1 << 20;
    private static final long DEFAULT_SCRUB_BYTES_PER_SECOND = 4L << 20;

    public StorageSettings {
        if (snapshotEveryBlocks < 0) {
            throw new IllegalArgumentException("a snapshot after every " + snapshotEveryBlocks + " blocks");
        }
        if (scrubBytesPerSecond < 0 || scrubPause.isNegative()) {
            throw new IllegalArgumentException("neither a rate nor a pause is negative: " + scrubBytesPerSecond
                    + " bytes per second, " + scrubPause);
        }
        if (reserveBytes != 0 && reserveBytes < LEAST_RESERVE_BYTES) {
            throw new IllegalArgumentException("a reserve of " + reserveBytes
                    + " bytes is too small: use 0 for none, or" + " at least " + LEAST_RESERVE_BYTES);
        }
    }

    /** No back-ups; one pass a day at 4 MiB per second; 256 MiB stay free; nothing old is dropped. */
    public static StorageSettings defaults() {
        return new StorageSettings(
                Optional.empty(),
                DEFAULT_SCRUB_BYTES_PER_SECOND,
                Duration.ofDays(1),
                DEFAULT_RESERVE_BYTES,
                Retention.ALL,
                0);
    }

    /** Takes a snapshot of the state after every so many blocks; the two newest are kept. */
    public StorageSettings withSnapshots(long everyBlocks) {
        return new StorageSettings(backupDir, scrubBytesPerSecond, scrubPause, reserveBytes, retention, everyBlocks);
    }

    public StorageSettings withRetention(Retention bounds) {
        return new StorageSettings(
                backupDir, scrubBytesPerSecond, scrubPause, reserveBytes, bounds, snapshotEveryBlocks);
    }

    public StorageSettings withBackupDir(Path directory) {
        return new StorageSettings(
                Optional.of(directory), scrubBytesPerSecond, scrubPause, reserveBytes, retention, snapshotEveryBlocks);
    }

    public StorageSettings withScrub(long bytesPerSecond, Duration pause) {
        return new StorageSettings(backupDir, bytesPerSecond, pause, reserveBytes, retention, snapshotEveryBlocks);
    }

    public StorageSettings withReserve(long bytes) {
        return new StorageSettings(backupDir, scrubBytesPerSecond, scrubPause, bytes, retention, snapshotEveryBlocks);
    }
}
