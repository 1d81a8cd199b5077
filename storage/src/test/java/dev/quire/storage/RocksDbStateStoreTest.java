package dev.quire.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.codec.Bytes;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StateStore;
import dev.quire.spi.store.StateStore.StoreWrite;
import dev.quire.spi.store.StateStoreContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksDbStateStoreTest extends StateStoreContract {
    private static RocksDbResources resources;

    private static final int ENTRIES = 2_000;

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

    @Test
    void theSpaceOfWhatWasDeletedIsGivenBack() throws IOException {
        try (RocksDbStateStore store = (RocksDbStateStore) openEmpty()) {
            List<StoreWrite> puts = new ArrayList<>();
            List<StoreWrite> deletes = new ArrayList<>();
            for (int i = 0; i < ENTRIES; i++) {
                Bytes key = Bytes.utf8("key " + i);
                puts.add(StoreWrite.put(Column.HISTORY, key, Bytes.wrap(new byte[1_000])));
                if (i % 10 > 0) {
                    deletes.add(StoreWrite.delete(Column.HISTORY, key));
                }
            }
            store.write(1, puts);
            store.flush();
            assertThat(store.wastesSpace()).isFalse();
            long full = store.columnBytes(Column.HISTORY);
            assertThat(store.liveBytes(Column.HISTORY)).isBetween(full * 9 / 10, full);
            store.write(2, deletes);
            store.flush();
            assertThat(store.columnBytes(Column.HISTORY)).isGreaterThanOrEqualTo(full);
            assertThat(store.liveBytes(Column.HISTORY)).isLessThan(full / 5);
            assertThat(store.wastesSpace()).isTrue();
            store.giveBack();
            assertThat(store.wastesSpace()).isFalse();
            assertThat(store.columnBytes(Column.HISTORY)).isLessThan(full / 5);
            assertThat(store.range(Column.HISTORY, Bytes.EMPTY, Optional.empty(), ENTRIES))
                    .hasSize(ENTRIES / 10);
        }
    }

    @Override
    protected StateStore openEmpty() throws IOException {
        opened++;
        return RocksDbStateStore.open(directory.resolve("state-" + opened), resources);
    }
}
