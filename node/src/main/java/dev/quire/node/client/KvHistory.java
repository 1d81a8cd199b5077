package dev.quire.node.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What {@code ./simulate check-history} reads: each operation before it is started and each outcome after it is known,
 * with the time in microseconds of the machine's monotonic clock, which its processes share and nobody sets back. A line
 * is in the file as soon as it is recorded.
 */
final class KvHistory implements AutoCloseable {
    private final PrintWriter out;
    private final long client = ProcessHandle.current().pid();

    private KvHistory(PrintWriter out) {
        this.out = out;
    }

    /** @throws IOException if the file is there already, or cannot be made */
    static KvHistory create(Path file) throws IOException {
        return new KvHistory(new PrintWriter(
                Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW), true));
    }

    /** Records nothing. */
    static KvHistory none() {
        return new KvHistory(new PrintWriter(Writer.nullWriter(), true));
    }

    /** Any thread may call it; the line itself stays as it is. */
    synchronized void record(ObjectNode line) {
        out.println(line.deepCopy().put("client", client).put("time", System.nanoTime() / 1_000));
    }

    /** @throws IOException if a line could not be written */
    @Override
    public void close() throws IOException {
        boolean failed = out.checkError();
        out.close();
        if (failed) {
            throw new IOException("the history is not whole: a line could not be written");
        }
    }
}
