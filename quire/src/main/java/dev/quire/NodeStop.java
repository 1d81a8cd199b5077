package dev.quire;

import dev.quire.internal.runtime.NodeFailure;

/**
 * A node stopped by itself because it could not go on without doing harm.
 *
 * @param exitCode what a daemon should end with: 70 for a broken invariant, 74 for storage that failed or is damaged
 */
public record NodeStop(int exitCode, Throwable cause) {
    /** What a daemon should make of a node that could not even start, other than for its configuration. */
    public static NodeStop of(Throwable cause) {
        return new NodeStop(NodeFailure.of(cause).exitCode(), cause);
    }
}
