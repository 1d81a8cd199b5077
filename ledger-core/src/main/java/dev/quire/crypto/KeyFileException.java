package dev.quire.crypto;

import java.io.IOException;
import java.nio.file.Path;

/** A key file that must not be used as it is. The message names it and says what to do. */
public final class KeyFileException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param problem what is wrong and what to do, a sentence that follows the file's name */
    public KeyFileException(Path file, String problem) {
        super("key file " + file + " " + problem);
    }

    public KeyFileException(Path file, String problem, Throwable cause) {
        super("key file " + file + " " + problem, cause);
    }
}
