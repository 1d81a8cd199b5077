package dev.quire;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** What a start has opened so far; closes it, newest first, unless the start succeeds and hands it over. */
final class Opened implements AutoCloseable {
    private final Deque<AutoCloseable> resources = new ArrayDeque<>();

    <T extends AutoCloseable> T keep(T resource) {
        resources.push(resource);
        return resource;
    }

    void handOver() {
        resources.clear();
    }

    @Override
    public void close() throws IOException {
        Exception first = null;
        for (AutoCloseable resource : resources) {
            try {
                resource.close();
            } catch (Exception e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw new IOException("what had been opened could not be closed", first);
        }
    }
}
