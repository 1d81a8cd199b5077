package dev.quire.node.terminal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Says in words what Java says with the class of an exception, whose message is the path alone. */
public final class FileTrouble {
    private FileTrouble() {}

    /** Why a file or directory could not be made or written. */
    public static String why(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return "this user may not write there";
        } else if (failure instanceof FileAlreadyExistsException) {
            return "something that is no directory is in the way";
        } else if (failure instanceof NoSuchFileException) {
            return "there is no directory for it";
        } else if (failure instanceof FileSystemException known && known.getReason() != null) {
            return known.getReason();
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
