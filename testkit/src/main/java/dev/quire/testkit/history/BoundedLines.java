package dev.quire.testkit.history;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The lines of a text in UTF-8, none of which, nor all together, can fill the memory. */
final class BoundedLines {
    private static final int MAX_LINE_BYTES = 1024 * 1024;
    private static final long MAX_BYTES = 256L * 1024 * 1024;

    private final InputStream in;
    private long number;
    private long bytes;

    /** @param in is buffered */
    BoundedLines(InputStream in) {
        this.in = in;
    }

    /** Of the line that was read last, from 1. */
    long number() {
        return number;
    }

    /** The next line that is not blank, without its end; empty: there is none. */
    Optional<String> next() throws IOException, UnreadableHistoryException {
        int first = in.read();
        while (first >= 0) {
            number++;
            String line = rest(first);
            if (!line.isBlank()) {
                return Optional.of(line);
            }
            first = in.read();
        }
        return Optional.empty();
    }

    private String rest(int first) throws IOException, UnreadableHistoryException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = first; next >= 0 && next != '\n'; next = in.read()) {
            if (line.size() == MAX_LINE_BYTES) {
                throw UnreadableHistoryException.at(number, "it is longer than " + MAX_LINE_BYTES + " bytes");
            }
            line.write(next);
        }
        bytes += line.size();
        if (bytes > MAX_BYTES) {
            throw UnreadableHistoryException.at(number, "the history is larger than " + MAX_BYTES + " bytes");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line.toByteArray()))
                    .toString()
                    .stripTrailing();
        } catch (CharacterCodingException e) {
            throw UnreadableHistoryException.at(number, "it is not UTF-8");
        }
    }
}
