package dev.quire.crypto;

import java.io.IOException;
import java.nio.file.Path;

/** A key file that must not be used as it is. The message names it and says what to do. */
public final class KeyFileException extends IOException {
    private static final long serialVersionUID = 1L;

    KeyFileException(Path file, String problem) {
        super("key file " + file + " " + problem);
    }

    KeyFileException(Path file, String problem, Throwable cause) {
        super("key file " + file + " " + problem, cause);
    }
}
