package dev.quire;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How far the newest back-up of a running node has got.
 *
 * @param directory where it is, once it is done; until then it has {@code .part} behind its name
 * @param bytes copied so far
 * @param ofBytes all that is to be copied, as far as is known now
 * @param height of the newest block in it; 0 until that is known
 * @param problem why it has failed
 */
public record BackupStatus(
        State state, Path directory, long bytes, long ofBytes, long height, Optional<String> problem) {
    /** Whether it goes on. */
    public enum State {
        RUNNING,
        DONE,
        FAILED
    }
}
