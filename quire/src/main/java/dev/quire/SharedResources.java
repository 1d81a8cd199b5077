package dev.quire;

import dev.quire.p2p.EventLoops;
import dev.quire.storage.RocksDbResources;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What several nodes of one JVM can share: worker threads, network threads and the block cache. Whoever makes an
 * instance closes it, after all nodes that use it. A node without one makes its own.
 */
public final class SharedResources implements AutoCloseable {
    private static final long BLOCK_CACHE_BYTES = 128L * 1024 * 1024;
    private static final long WRITE_BUFFER_BYTES = 64L * 1024 * 1024;
    private static final long STOP_TIMEOUT_SECONDS = 5;

    private final ExecutorService workers;
    private final EventLoops eventLoops;
    private Optional<RocksDbResources> storage = Optional.empty();

    private SharedResources(int threads) {
        AtomicInteger number = new AtomicInteger();
        workers = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "quire-worker-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        eventLoops = new EventLoops(Math.min(2, threads));
    }

    /** One worker per processor, at least two, and 128 MiB for caches and write buffers. */
    public static SharedResources create() {
        return new SharedResources(Math.max(2, Runtime.getRuntime().availableProcessors()));
    }

    ExecutorService workers() {
        return workers;
    }

    EventLoops eventLoops() {
        return eventLoops;
    }

    // Made when first asked for: nodes in memory need no native library.
    synchronized RocksDbResources storage() {
        if (storage.isEmpty()) {
            storage = Optional.of(new RocksDbResources(BLOCK_CACHE_BYTES, WRITE_BUFFER_BYTES));
        }
        return storage.get();
    }

    /** Stops all threads and frees all memory. */
    @Override
    public synchronized void close() {
        eventLoops.close();
        workers.shutdown();
        awaitWorkers();
        storage.ifPresent(RocksDbResources::close);
    }

    // What a host hangs on a future may run long on a worker: it is interrupted after a while, not waited for.
    private void awaitWorkers() {
        try {
            if (!workers.awaitTermination(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
