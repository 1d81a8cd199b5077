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
 */
public record StorageSettings(
        Optional<Path> backupDir,
        long scrubBytesPerSecond,
        Duration scrubPause,
        long reserveBytes,
        Retention retention) {
    private static final long DEFAULT_RESERVE_BYTES = 256L << 20;
    private static final long LEAST_RESERVE_BYTES = 1 << 20;
    private static final long DEFAULT_SCRUB_BYTES_PER_SECOND = 4L << 20;

    public StorageSettings {
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
                Retention.ALL);
    }

    public StorageSettings withRetention(Retention bounds) {
        return new StorageSettings(backupDir, scrubBytesPerSecond, scrubPause, reserveBytes, bounds);
    }

    public StorageSettings withBackupDir(Path directory) {
        return new StorageSettings(Optional.of(directory), scrubBytesPerSecond, scrubPause, reserveBytes, retention);
    }

    public StorageSettings withScrub(long bytesPerSecond, Duration pause) {
        return new StorageSettings(backupDir, bytesPerSecond, pause, reserveBytes, retention);
    }

    public StorageSettings withReserve(long bytes) {
        return new StorageSettings(backupDir, scrubBytesPerSecond, scrubPause, bytes, retention);
    }
}
