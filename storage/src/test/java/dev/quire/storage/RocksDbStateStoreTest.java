package dev.quire.storage;

import dev.quire.spi.store.StateStore;
import dev.quire.spi.store.StateStoreContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class RocksDbStateStoreTest extends StateStoreContract {
    private static RocksDbResources resources;

    @TempDir
    private Path directory;

    private int opened;

    @BeforeAll
    static void openResources() {
        resources = new RocksDbResources(32 << 20, 8 << 20);
    }

    @AfterAll
    static void closeResources() {
        resources.close();
    }

    @Override
    protected StateStore openEmpty() throws IOException {
        opened++;
        return RocksDbStateStore.open(directory.resolve("state-" + opened), resources);
    }
}
