package dev.quire.spi.store;

import java.io.IOException;
import java.util.List;

/**
 * One flat directory of files that belongs to one node. Names match {@code [a-z0-9.-]+}.
 *
 * <p>What it does not promise: that anything is durable before {@link DiskFile#sync()} has returned; that a created,
 * renamed or deleted name is durable before {@link #syncNames()} has returned; that unsynced writes survive a crash in
 * order, whole, or at all. After a failed sync nothing more may be believed: the caller stops. Used by one thread.
 */
public interface Disk extends AutoCloseable {
    /**
     * Returns {@code name} if a file may be called that.
     *
     * @throws IllegalArgumentException if it is no plain name of lower-case letters, digits, dots and hyphens
     */
    static String requireName(String name) {
        if (!name.matches("[a-z0-9-][a-z0-9.-]{0,99}")) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no name for a file of a disk: use up to 100 characters"
                            + " of a-z, 0-9, '.' and '-', not beginning with '.'");
        }
        return name;
    }

    /** Opens an existing file. */
    DiskFile open(String name) throws IOException;

    /**
     * Creates a file of {@code size} zero bytes, written out, so that later writes inside it change no metadata.
     *
     * @throws IOException also if it exists
     */
    DiskFile create(String name, long size) throws IOException;

    boolean exists(String name) throws IOException;

    /** All names, ascending. */
    List<String> list() throws IOException;

    /** Replaces {@code to}, atomically once {@link #syncNames()} has returned. */
    void rename(String from, String to) throws IOException;

    void delete(String name) throws IOException;

    /** How many bytes can still be written, as far as is known; {@link Long#MAX_VALUE} for a disk without a bound. */
    default long usableBytes() throws IOException {
        return Long.MAX_VALUE;
    }

    /** Makes creations, renames and deletions durable. */
    void syncNames() throws IOException;

    @Override
    void close() throws IOException;
}
