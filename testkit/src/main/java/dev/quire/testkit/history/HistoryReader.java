package dev.quire.testkit.history;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads a recorded history in whichever of the formats it is. */
final class HistoryReader {
    private HistoryReader() {}

    /** @throws IOException if the file cannot be read */
    static RecordedHistory read(Path file) throws IOException, UnreadableHistoryException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            return read(in);
        }
    }

    static RecordedHistory read(InputStream in) throws IOException, UnreadableHistoryException {
        BoundedLines lines = new BoundedLines(in);
        Optional<String> line = lines.next();
        if (line.isEmpty()) {
            throw new UnreadableHistoryException("it is empty: a history has a line for each call and each outcome");
        }
        HistoryFormat format = HistoryFormat.of(lines.number(), line.get());
        while (line.isPresent()) {
            format.accept(lines.number(), line.get());
            line = lines.next();
        }
        return format.finish();
    }
}
