package dev.quire.gateway.audit;

import dev.quire.storage.RocksDbResources;
import dev.quire.storage.RocksDbStateStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a store writes before anybody gives it anything: pages of options and settings in English, some twelve bytes of which stand
 * in every long enough text. It is part of every baseline.
 */
final class EmptyStore {
    private static final long CACHE_BYTES = 8 << 20;
    private static final int OPENINGS = 2;

    private EmptyStore() {}

    static void scan(DataScan baseline) throws IOException {
        Path directory = Files.createTempDirectory("quire-leak-scan-");
        try {
            // The second opening moves the log of the first aside.
            for (int i = 0; i < OPENINGS; i++) {
                try (RocksDbResources memory = new RocksDbResources(CACHE_BYTES, CACHE_BYTES);
                        RocksDbStateStore store = RocksDbStateStore.open(directory, memory)) {
                    store.flush();
                }
            }
            baseline.directory(directory);
        } finally {
            TemporaryFiles.delete(directory);
        }
    }
}
