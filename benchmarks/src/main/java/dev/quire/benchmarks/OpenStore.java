package dev.quire.benchmarks;

import dev.quire.internal.memory.MemoryStateStore;
import dev.quire.spi.store.StateStore;
import dev.quire.storage.RocksDbResources;
import dev.quire.storage.RocksDbStateStore;
import java.io.IOException;

/** A store to measure with, and whatever it stands on. */
record OpenStore(StateStore store, AutoCloseable below) implements AutoCloseable {
    static final long CACHE_BYTES = 128L * 1024 * 1024;
    static final long WRITE_BUFFER_BYTES = 64L * 1024 * 1024;

    static OpenStore inMemory() {
        return new OpenStore(new MemoryStateStore(), () -> {});
    }

    static OpenStore rocksDb() throws IOException {
        Scratch scratch = Scratch.create();
        RocksDbResources resources = new RocksDbResources(CACHE_BYTES, WRITE_BUFFER_BYTES);
        StateStore store = RocksDbStateStore.open(scratch.resolve("state"), resources);
        return new OpenStore(store, () -> {
            resources.close();
            scratch.close();
        });
    }

    @Override
    public void close() throws IOException {
        store.close();
        try {
            below.close();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("what the store stood on could not be closed", e);
        }
    }
}
