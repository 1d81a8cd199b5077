package dev.quire.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.codec.Bytes;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StateStore;
import dev.quire.spi.store.StateStore.StoreSnapshot;
import dev.quire.spi.store.StateStore.StoreWrite;
import dev.quire.spi.store.StoreClosedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of a process that was not prepared for it, and the end of a store under everybody's hands. */
class CrashTest {
    private static final int SIGNS_OF_LIFE = 20;

    @TempDir
    private Path root;

    @Test
    void aKilledWriterLeavesAllColumnsAtOneHeight() throws Exception {
        Path directory = root.resolve("state");
        Path complaints = root.resolve("complaints.txt");
        Path temporary = Files.createDirectory(root.resolve("tmp"));
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledWriter.class.getName(),
                        directory.toString())
                .redirectError(complaints.toFile())
                .start();
        try (InputStream signs = writer.getInputStream()) {
            assertThat(signs.readNBytes(SIGNS_OF_LIFE))
                    .as(() -> "signs of life of a process that printed: " + read(complaints))
                    .hasSize(SIGNS_OF_LIFE);
        } finally {
            writer.destroyForcibly();
            assertThat(writer.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(temporary).as("where the native library was unpacked").isEmptyDirectory();
        try (RocksDbResources resources = new RocksDbResources(8 << 20, 4 << 20);
                StateStore store = RocksDbStateStore.open(directory, resources)) {
            int height = Math.toIntExact(store.appliedHeight());
            assertThat(height).isPositive();
            List<StoreWrite> expected = KilledWriter.visibleAt(height);
            for (StoreWrite write : expected) {
                assertThat(store.get(write.column(), write.key())).isEqualTo(write.value());
            }
            int found = 0;
            for (Column column : Column.values()) {
                found += store.range(column, Bytes.EMPTY, Optional.empty(), 1_000)
                        .size();
            }
            assertThat(found).isEqualTo(expected.size());
        }
    }

    /** Every handle there is, used by its own threads until each is told that the store is closed. */
    @Test
    void closingUnderEveryKindOfUseIsSafe() throws Exception {
        try (RocksDbResources resources = new RocksDbResources(8 << 20, 4 << 20)) {
            for (int round = 0; round < 10; round++) {
                Path copies = Files.createDirectory(root.resolve("copies-" + round));
                closeUnderUse(RocksDbStateStore.open(root.resolve("round-" + round), resources), copies);
            }
            assertThat(resources.pinnedBytes()).isZero();
        }
    }

    private static boolean verified(RocksDbStateStore store) {
        store.verifyChecksums();
        return true;
    }

    private static Path copied(RocksDbStateStore store, Path copies) throws IOException {
        Path copy = copies.resolve("copy-" + System.nanoTime());
        store.copyTo(copy);
        Directories.delete(copy);
        return copy;
    }

    private static long counted(RocksDbStateStore store) throws IOException {
        for (StateTable table : store.tables()) {
            store.verify(table);
        }
        return store.columnBytes(Column.STATE);
    }

    private static long givenBack(RocksDbStateStore store) throws IOException {
        store.giveBack();
        store.discarded(Column.RESULTS, Bytes.EMPTY, Bytes.fromHex("00"));
        return store.liveBytes(Column.STATE);
    }

    private static void closeUnderUse(RocksDbStateStore store, Path copies) throws Exception {
        store.write(0, KilledWriter.batch(0));
        StoreSnapshot shared = store.snapshot();
        int[] height = {0};
        List<Callable<?>> uses = List.of(
                () -> {
                    height[0]++;
                    store.write(height[0], KilledWriter.batch(height[0]));
                    return height[0] % 20 == 0 ? store.flush() : height[0];
                },
                () -> store.get(Column.STATE, Bytes.fromHex("00")),
                () -> store.floor(Column.STATE, Bytes.fromHex("ff")),
                store::appliedHeight,
                () -> verified(store),
                () -> copied(store, copies),
                () -> counted(store),
                () -> givenBack(store),
                () -> store.range(Column.TREE, Bytes.EMPTY, Optional.empty(), 100),
                () -> shared.get(Column.STATE, Bytes.fromHex("00")),
                shared::appliedHeight,
                () -> shared.floor(Column.STATE, Bytes.fromHex("ff")),
                () -> shared.range(Column.STATE, Bytes.EMPTY, Optional.empty(), 100),
                () -> openAndClose(store.snapshot()),
                () -> openAndClose(store.snapshot()));
        CountDownLatch running = new CountDownLatch(uses.size());
        ExecutorService pool = Executors.newFixedThreadPool(uses.size());
        try {
            List<Future<?>> done = new ArrayList<>();
            for (Callable<?> use : uses) {
                done.add(pool.submit(() -> repeatUntilClosed(use, running)));
            }
            assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
            store.close();
            for (Future<?> use : done) {
                use.get(30, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
        shared.close();
    }

    private static long openAndClose(StoreSnapshot snapshot) {
        try (snapshot) {
            return snapshot.appliedHeight();
        }
    }

    private static long repeatUntilClosed(Callable<?> use, CountDownLatch running) throws Exception {
        for (long times = 1; true; times++) {
            try {
                use.call();
            } catch (StoreClosedException end) {
                return times;
            }
            if (times == 3) {
                running.countDown();
            }
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
