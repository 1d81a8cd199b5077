package dev.quire.gateway.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** What a service has opened: closed newest first, each whatever becomes of the others. Used by one thread at a time. */
final class OpenedParts implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    /** @throws UncheckedIOException if parts do not close: its cause is what the first failed with, which holds the others' */
    @Override
    public void close() {
        Exception first = null;
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw new UncheckedIOException(new IOException("a part of the member service does not close", first));
        }
    }

    /** Closes them since a start failed; what does not close is added to why it failed. */
    void closeAfter(Exception failure) {
        try {
            close();
        } catch (UncheckedIOException e) {
            failure.addSuppressed(e);
        }
    }
}
