package dev.quire.examples.hospital;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Lines of UTF-8 that are not longer than allowed. For one thread. */
final class BoundedLines {
    /** The most bytes of a line between the demo's processes: 50 records with their ciphertexts. */
    static final int MAX_LINE_BYTES = 256 * 1024 * 1024;

    private final InputStream in;
    private final int maxBytes;

    BoundedLines(InputStream in, int maxBytes) {
        this.in = new BufferedInputStream(in, 64 * 1024);
        this.maxBytes = maxBytes;
    }

    /**
     * The next line without its end; empty at the end of the input, where an unfinished line is dropped.
     *
     * @throws IOException if the line is too long
     */
    Optional<String> next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next == '\n') {
                return Optional.of(line.toString(StandardCharsets.UTF_8));
            }
            if (line.size() == maxBytes) {
                throw new IOException("a line is longer than " + maxBytes + " bytes");
            }
            line.write(next);
        }
        return Optional.empty();
    }
}
