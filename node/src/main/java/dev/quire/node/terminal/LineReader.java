package dev.quire.node.terminal;

import dev.quire.codec.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads lines of at most a given number of bytes; a longer one is passed over without being kept. */
public final class LineReader {
    private final InputStream in;
    private final int maxBytes;

    /** @param in should be buffered */
    public LineReader(InputStream in, int maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
    }

    /**
     * A line without its end.
     *
     * @param tooLong it had more bytes than are allowed, and {@code bytes} is empty
     */
    public record Line(Bytes bytes, boolean tooLong) {
        /** Whether there is nothing but white space. */
        public boolean isBlank() {
            if (tooLong) {
                return false;
            }
            return bytes.toUtf8().isBlank();
        }
    }

    /** Empty at the end of the input. */
    public Optional<Line> next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean tooLong = false;
        int read = in.read();
        if (read < 0) {
            return Optional.empty();
        }
        while (read >= 0 && read != '\n') {
            if (line.size() == maxBytes) {
                tooLong = true;
            } else {
                line.write(read);
            }
            read = in.read();
        }
        return Optional.of(tooLong ? new Line(Bytes.EMPTY, true) : new Line(Bytes.wrap(line.toByteArray()), false));
    }
}
