package dev.quire.storage;

import dev.quire.spi.store.StateStore;
import dev.quire.spi.store.StateStoreHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

class RocksDbStateStoreProperties extends StateStoreHistory {
    private static RocksDbResources resources;
    private static Path root;
    private static int opened;

    @BeforeContainer
    static void open() throws IOException {
        resources = new RocksDbResources(32 << 20, 8 << 20);
        root = Files.createTempDirectory("state-histories");
    }

    @AfterContainer
    static void close() throws IOException {
        resources.close();
        Directories.delete(root);
    }

    @Override
    protected StateStore openEmpty() throws IOException {
        opened++;
        return RocksDbStateStore.open(directory(opened), resources);
    }

    @Override
    protected StateStore crash(StateStore store) throws IOException {
        // A compaction that ends while the files are copied deletes some of them, which no crash does in the midst.
        ((RocksDbStateStore) store).stopBackgroundWork();
        Directories.copy(directory(opened), directory(opened + 1));
        store.close();
        return openEmpty();
    }

    private static Path directory(int number) {
        return root.resolve("state-" + number);
    }
}
