package dev.quire.node.client;

import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import dev.quire.receipt.MembersFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Files that the user names: the members to trust, and what is to be checked against them. */
final class TrustedMembers {
    private TrustedMembers() {}

    static MembersFile read(Path file) throws IOException {
        try {
            return MembersFile.parse(bytes(file, MembersFile.MAX_LENGTH).toUtf8());
        } catch (MalformedException e) {
            throw new CommandException(
                    ExitCode.USAGE,
                    file + ": " + e.getMessage(),
                    "Name a members file, as docs/spec/formats.md, section 8.3, describes it");
        }
    }

    /** All bytes of a file that has at most {@code limit}. */
    static Bytes bytes(Path file, int limit) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw new CommandException(
                        ExitCode.USAGE, file + " is larger than " + limit + " bytes", "Name the right file");
            }
            return Bytes.wrap(bytes);
        } catch (NoSuchFileException e) {
            throw new CommandException(ExitCode.USAGE, "there is no file " + file, "Name the right file");
        }
    }
}
