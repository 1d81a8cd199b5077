package dev.quire.internal.runtime;

import dev.quire.spi.store.StoreCorruptionException;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Why a node stopped by itself.
 *
 * @param exitCode what a daemon ends with: 70 for a broken invariant, 74 for storage that failed or is damaged
 */
public record NodeFailure(int exitCode, Throwable cause) {
    /** A broken invariant: the node would rather stop than do harm. */
    public static final int BROKEN_INVARIANT = 70;
    /** Storage failed or is damaged. */
    public static final int STORAGE = 74;

    /** Tells the two kinds apart by the exception's type. */
    public static NodeFailure of(Throwable cause) {
        boolean storage = cause instanceof DiskFailureException
                || cause instanceof StoreCorruptionException
                || cause instanceof UncheckedIOException
                || cause instanceof IOException;
        return new NodeFailure(storage ? STORAGE : BROKEN_INVARIANT, cause);
    }
}
