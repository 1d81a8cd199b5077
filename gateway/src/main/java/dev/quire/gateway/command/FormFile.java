package dev.quire.gateway.command;

import dev.quire.codec.Json;
import dev.quire.codec.MalformedException;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A form in a file. It holds no secret: it may be sent by mail. */
final class FormFile {
    private static final int MAX_SIZE = 1 << 20;

    private FormFile() {}

    interface Parser<T> {
        T parse(Json form) throws MalformedException;
    }

    static <T> T read(Path file, Parser<T> parser) throws IOException {
        Failures.requireNoDirectory(file, "Name the file of the form");
        byte[] bytes = Failures.ofFile(
                () -> {
                    try (InputStream in = Files.newInputStream(file)) {
                        return in.readNBytes(MAX_SIZE);
                    }
                },
                "Name the file of the form");
        try {
            return parser.parse(Json.parse(new String(bytes, StandardCharsets.UTF_8)));
        } catch (MalformedException | IllegalArgumentException e) {
            throw new CommandException(
                    ExitCode.USAGE, file + " is no such form: " + e.getMessage(), "Have the other side make it again");
        }
    }

    /** Looked at before anything is done that a form is to tell of. */
    static void requireNew(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new CommandException(
                    ExitCode.USAGE, file + " is there already, and is not overwritten", "Name a new file with --out");
        } else if (parent == null || !Files.isDirectory(parent)) {
            throw new CommandException(
                    ExitCode.USAGE, "there is no directory " + parent, "Make it, or name another with --out");
        }
    }

    /** Writes a new file. */
    static void write(Path file, Json form) throws IOException {
        Failures.ofFile(
                () -> Files.writeString(
                        file, form.write() + "\n", StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW),
                "Name a new file with --out");
    }
}
