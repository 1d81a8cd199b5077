package dev.quire.gateway.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.health.Id;
import dev.quire.health.client.HealthException;
import dev.quire.health.client.OpenRecords;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Where plaintext goes: into new files of mode 0600 that the user names, and nowhere else. */
final class PlaintextFiles {
    private static final int BUFFER_SIZE = 1 << 16;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "PATH",
            description = "a new file for the record, or a directory, in which each record is a file named by its id;"
                    + " mode 0600. What the author said of it goes beside it, into FILE.about")
    private Path out;

    /**
     * Looked at before anything is asked for: a reading that has nowhere to go is in the log for nothing.
     *
     * @param records that are asked for; none: all that there are
     */
    void requireUsable(Collection<Id> records) {
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(out)) {
            records.forEach(rid -> files.add(out.resolve(rid.toHex())));
        } else {
            files.add(out);
        }
        Optional<Path> inTheWay = files.stream()
                .flatMap(file -> Stream.of(file, about(file)))
                .filter(Files::exists)
                .findFirst();
        Path parent = out.toAbsolutePath().getParent();
        if (inTheWay.isPresent()) {
            throw new CommandException(
                    ExitCode.USAGE,
                    inTheWay.get() + " is there already, and is not overwritten",
                    records.size() <= 1 ? "Name a new file or a directory with --out" : "Name a directory with --out");
        } else if (parent == null || !Files.isDirectory(parent)) {
            throw new CommandException(
                    ExitCode.USAGE, "there is no directory " + parent, "Make it, or name another with --out");
        }
        Path directory = Files.isDirectory(out) ? out : parent;
        if (!Files.isWritable(directory)) {
            throw new CommandException(
                    ExitCode.USAGE, "nothing can be written into " + directory, "Name another with --out");
        }
    }

    /**
     * Writes all that opened, and prints what became of each record.
     *
     * @return 0: all of them; 1: not all
     */
    int write(OpenRecords open, Rows rows, Output output) throws IOException {
        boolean one = open.rids().size() == 1 && open.unreadable().isEmpty() && !Files.isDirectory(out);
        if (!one) {
            Files.createDirectories(
                    out, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        ObjectNode answer = Rows.object().put("access", open.aid().toHex());
        ArrayNode written = answer.putArray("records");
        ArrayNode unreadable = Rows.object().arrayNode();
        for (Id rid : open.rids()) {
            Path file = one ? out : out.resolve(rid.toHex());
            try {
                write(open, rid, file);
                written.addObject()
                        .put("record", rid.toHex())
                        .put("bytes", open.description(rid).plainLength())
                        .put("file", file.toString());
            } catch (HealthException e) {
                tell(unreadable, rid, e);
            }
        }
        for (Map.Entry<Id, HealthException> shut : open.unreadable().entrySet()) {
            tell(unreadable, shut.getKey(), shut.getValue());
        }
        if (!unreadable.isEmpty()) {
            answer.set("unreadable", unreadable);
        }
        rows.addFaults(answer, open.faults());
        output.print(answer);
        return unreadable.isEmpty() ? ExitCode.OK : ExitCode.NO;
    }

    private static void tell(ArrayNode unreadable, Id rid, HealthException why) {
        unreadable.addObject().put("record", rid.toHex()).put("why", String.valueOf(why.getMessage()));
    }

    /** Whole, or not there. */
    private static void write(OpenRecords open, Id rid, Path file) throws HealthException, IOException {
        Path about = about(file);
        OutputStream created = Failures.ofFile(() -> create(file), "Name a new file or directory with --out");
        boolean whole = false;
        try {
            try (OutputStream content = new BufferedOutputStream(created, BUFFER_SIZE)) {
                open.copyTo(rid, content);
            }
            try (OutputStream content =
                    Failures.ofFile(() -> create(about), "Name a new file or directory with --out")) {
                content.write(About.of(open.description(rid)).text());
            }
            whole = true;
        } finally {
            if (!whole) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static Path about(Path file) {
        return file.resolveSibling(file.getFileName() + ".about");
    }

    private static OutputStream create(Path file) throws IOException {
        return Channels.newOutputStream(Files.newByteChannel(
                file,
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))));
    }
}
