package dev.quire.storage;

import java.io.IOException;
import java.nio.file.Path;

/** Another node, in this process or in another one, has the directory open. */
public final class DirectoryInUseException extends IOException {
    private static final long serialVersionUID = 1L;

    DirectoryInUseException(Path directory, String where) {
        super("the data directory " + directory + " is in use by a node in " + where
                + ": stop that node, or give this one a directory of its own");
    }
}
