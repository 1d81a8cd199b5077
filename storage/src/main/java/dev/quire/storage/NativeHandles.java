package dev.quire.storage;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.RocksDBException;

/** Frees what was opened in the reverse order: a database before its options, an iterator before its snapshot. */
final class NativeHandles {
    private final Deque<NativeClose> opened = new ArrayDeque<>();

    @FunctionalInterface
    interface NativeClose {
        void close() throws RocksDBException;
    }

    <T extends AbstractNativeReference> T own(T handle) {
        opened.push(handle::close);
        return handle;
    }

    <T extends AbstractNativeReference> T own(T handle, NativeClose close) {
        opened.push(close);
        return handle;
    }

    /** Frees all, also after a failure, and then throws the first one. */
    void close() throws RocksDBException {
        @Nullable RocksDBException first = null;
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (RocksDBException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
