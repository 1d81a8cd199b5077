package dev.quire.spi.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.codec.Bytes;
import dev.quire.spi.store.StateStore.StoreSnapshot;
import dev.quire.spi.store.StateStore.StoreWrite;
import dev.quire.spi.store.StoreReader.StoreEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link StateStore} keeps. Random histories and crashes are in {@link StateStoreHistory}. */
public abstract class StateStoreContract {
    private static final Bytes KEY = key("01");
    private static final Bytes VALUE = Bytes.utf8("value");

    protected StateStore store;

    /** An empty store. */
    protected abstract StateStore openEmpty() throws IOException;

    @BeforeEach
    void openStore() throws IOException {
        store = openEmpty();
    }

    @AfterEach
    void closeStore() throws IOException {
        store.close();
    }

    @Test
    void anEmptyStoreHasNoHeightAndNoEntry() throws IOException {
        assertThat(store.appliedHeight()).isEqualTo(-1);
        assertThat(store.flush()).isEqualTo(-1);
        for (Column column : Column.values()) {
            assertThat(store.range(column, Bytes.EMPTY, Optional.empty(), 10)).isEmpty();
            assertThat(store.floor(column, key("ff"))).isEmpty();
            assertThat(store.get(column, Bytes.EMPTY)).isEmpty();
        }
    }

    @Test
    void aBatchOverAllColumnsIsVisibleWithItsHeight() throws IOException {
        List<StoreWrite> batch = new ArrayList<>();
        for (Column column : Column.values()) {
            batch.add(StoreWrite.put(column, KEY, Bytes.utf8(column.name())));
        }
        store.write(7, batch);
        assertThat(store.appliedHeight()).isEqualTo(7);
        for (Column column : Column.values()) {
            assertThat(all(store, column)).containsExactly(new StoreEntry(KEY, Bytes.utf8(column.name())));
        }
        assertThat(store.flush()).isEqualTo(7);
    }

    @Test
    void theLastChangeOfAKeyInABatchWins() throws IOException {
        store.write(0, List.of(put("01", "a"), put("02", "b"), delete("01"), put("02", "c"), delete("03")));
        assertThat(all(store, Column.STATE)).containsExactly(entry("02", "c"));
    }

    @Test
    void theHeightMayStayButNotGoDown() throws IOException {
        store.write(5, List.of(put("01", "a")));
        store.write(5, List.of(put("02", "b")));
        assertThatIllegalArgumentException().isThrownBy(() -> store.write(4, List.of(put("03", "c"))));
        assertThat(store.appliedHeight()).isEqualTo(5);
        assertThat(all(store, Column.STATE)).containsExactly(entry("01", "a"), entry("02", "b"));
    }

    @Test
    void aClearedStoreIsAsEmptyAsANewOne() throws IOException {
        List<StoreWrite> batch = new ArrayList<>();
        for (Column column : Column.values()) {
            batch.add(StoreWrite.put(column, KEY, VALUE));
            batch.add(StoreWrite.put(column, Bytes.EMPTY, VALUE));
            batch.add(StoreWrite.put(column, key("ff".repeat(80)), VALUE));
        }
        store.write(7, batch);
        store.flush();
        store.write(8, List.of(put("02", "not flushed")));
        store.clear();
        anEmptyStoreHasNoHeightAndNoEntry();
        store.clear();
        anEmptyStoreHasNoHeightAndNoEntry();
    }

    @Test
    void aClearedStoreBeginsAnew() throws IOException {
        store.write(7, List.of(put("01", "old"), put("02", "old")));
        store.clear();
        store.write(-1, List.of(put("02", "new")));
        assertThat(store.appliedHeight()).isEqualTo(-1);
        store.write(3, List.of(put("03", "new")));
        assertThat(store.flush()).isEqualTo(3);
        assertThat(all(store, Column.STATE)).containsExactly(entry("02", "new"), entry("03", "new"));
    }

    @Test
    void anEmptyBatchRaisesTheHeight() throws IOException {
        store.write(1, List.of());
        store.write(2, List.of());
        assertThat(store.appliedHeight()).isEqualTo(2);
        assertThat(store.flush()).isEqualTo(2);
    }

    @Test
    void rangeIsInUnsignedByteOrderWithinItsBounds() throws IOException {
        store.write(0, List.of(put("ff", "5"), put("80", "4"), put("7f", "3"), put("0001", "2"), put("00", "1")));
        assertThat(all(store, Column.STATE))
                .containsExactly(
                        entry("00", "1"), entry("0001", "2"), entry("7f", "3"), entry("80", "4"), entry("ff", "5"));
        assertThat(store.range(Column.STATE, key("0001"), Optional.of(key("80")), 10))
                .containsExactly(entry("0001", "2"), entry("7f", "3"));
        assertThat(store.range(Column.STATE, key("0002"), Optional.empty(), 2))
                .containsExactly(entry("7f", "3"), entry("80", "4"));
        assertThat(store.range(Column.STATE, key("80"), Optional.of(key("80")), 10))
                .isEmpty();
        assertThat(store.range(Column.STATE, key("80"), Optional.of(key("7f")), 10))
                .isEmpty();
        assertThat(store.range(Column.STATE, Bytes.EMPTY, Optional.of(Bytes.EMPTY), 10))
                .isEmpty();
        assertThat(store.range(Column.STATE, Bytes.EMPTY, Optional.empty(), 0)).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.range(Column.STATE, Bytes.EMPTY, Optional.empty(), -1));
    }

    @Test
    void floorStaysInItsColumn() throws IOException {
        store.write(
                0,
                List.of(
                        put("10", "a"),
                        put("1000", "b"),
                        put("90", "c"),
                        StoreWrite.put(Column.META, key("05"), VALUE),
                        StoreWrite.put(Column.TREE, key("20"), VALUE)));
        assertThat(store.floor(Column.STATE, key("0fff"))).isEmpty();
        assertThat(store.floor(Column.STATE, key("10"))).contains(entry("10", "a"));
        assertThat(store.floor(Column.STATE, key("8f"))).contains(entry("1000", "b"));
        assertThat(store.floor(Column.STATE, key("ffff"))).contains(entry("90", "c"));
        assertThat(store.floor(Column.HISTORY, key("ffff"))).isEmpty();
    }

    @Test
    void anEmptyKeyOrValueIsNotAbsent() throws IOException {
        store.write(0, List.of(put("01", ""), StoreWrite.put(Column.STATE, Bytes.EMPTY, Bytes.EMPTY)));
        assertThat(store.get(Column.STATE, KEY)).contains(Bytes.EMPTY);
        assertThat(store.get(Column.STATE, Bytes.EMPTY)).contains(Bytes.EMPTY);
        assertThat(store.get(Column.STATE, key("02"))).isEmpty();
        assertThat(all(store, Column.STATE)).hasSize(2);
    }

    @Test
    void bigValuesComeBackWhole() throws IOException {
        byte[] big = new byte[5 << 20];
        for (int i = 0; i < big.length; i++) {
            big[i] = (byte) ((i * 31) >>> 7);
        }
        Bytes value = Bytes.wrap(big);
        store.write(0, List.of(StoreWrite.put(Column.RESULTS, KEY, value)));
        assertThat(store.get(Column.RESULTS, KEY)).contains(value);
        store.flush();
        assertThat(store.get(Column.RESULTS, KEY)).contains(value);
    }

    @Test
    void aSnapshotStandsStill() throws IOException {
        store.write(1, List.of(put("01", "a"), put("02", "b")));
        try (StoreSnapshot snapshot = store.snapshot()) {
            store.write(2, List.of(put("01", "changed"), delete("02"), put("03", "new")));
            store.flush();
            assertThat(snapshot.appliedHeight()).isEqualTo(1);
            assertThat(all(snapshot, Column.STATE)).containsExactly(entry("01", "a"), entry("02", "b"));
            assertThat(snapshot.get(Column.STATE, KEY)).contains(Bytes.utf8("a"));
            assertThat(snapshot.floor(Column.STATE, key("ff"))).contains(entry("02", "b"));
        }
        assertThat(all(store, Column.STATE)).containsExactly(entry("01", "changed"), entry("03", "new"));
    }

    @Test
    void aSnapshotMayBeClosedTwiceAndAfterItsStore() throws IOException {
        StoreSnapshot early = store.snapshot();
        StoreSnapshot late = store.snapshot();
        early.close();
        early.close();
        store.close();
        late.close();
    }

    @Test
    void aClosedStoreSaysSo() throws IOException {
        store.write(1, List.of(put("01", "a")));
        StoreSnapshot snapshot = store.snapshot();
        store.close();
        store.close();
        List<ThrowingCallable> calls = List.of(
                () -> store.appliedHeight(),
                () -> store.write(2, List.of()),
                () -> store.flush(),
                () -> store.clear(),
                () -> store.snapshot(),
                () -> store.get(Column.STATE, KEY),
                () -> store.range(Column.STATE, KEY, Optional.empty(), 1),
                () -> store.floor(Column.STATE, KEY),
                () -> snapshot.appliedHeight(),
                () -> snapshot.get(Column.STATE, KEY),
                () -> snapshot.range(Column.STATE, KEY, Optional.empty(), 1),
                () -> snapshot.floor(Column.STATE, KEY));
        for (var call : calls) {
            assertThatThrownBy(call).isInstanceOf(StoreClosedException.class);
        }
    }

    /** The store must answer rightly or say that it is closed; a freed handle would end the whole JVM. */
    @Test
    void closingWhileManyThreadsReadIsSafe() throws Exception {
        int readers = 4;
        List<StoreWrite> batch = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            batch.add(StoreWrite.put(Column.STATE, key(String.format("%04x", i)), VALUE));
        }
        ExecutorService pool = Executors.newFixedThreadPool(readers);
        try {
            for (int round = 0; round < 10; round++) {
                StateStore shared = openEmpty();
                shared.write(0, batch);
                CountDownLatch running = new CountDownLatch(readers);
                List<Future<?>> done = new ArrayList<>();
                for (int i = 0; i < readers; i++) {
                    done.add(pool.submit(() -> readUntilClosed(shared, running)));
                }
                assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
                shared.close();
                for (Future<?> reader : done) {
                    reader.get(30, TimeUnit.SECONDS);
                }
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static void readUntilClosed(StateStore shared, CountDownLatch running) {
        boolean first = true;
        while (true) {
            try (StoreSnapshot snapshot = shared.snapshot()) {
                for (StoreReader reader : List.of(shared, snapshot)) {
                    assertThat(all(reader, Column.STATE)).hasSize(100);
                    assertThat(reader.get(Column.STATE, key("0063"))).contains(VALUE);
                    assertThat(reader.floor(Column.STATE, key("ffff"))).isPresent();
                }
            } catch (StoreClosedException end) {
                return;
            }
            if (first) {
                running.countDown();
                first = false;
            }
        }
    }

    private static List<StoreEntry> all(StoreReader reader, Column column) {
        return reader.range(column, Bytes.EMPTY, Optional.empty(), Integer.MAX_VALUE);
    }

    private static StoreWrite put(String key, String value) {
        return StoreWrite.put(Column.STATE, key(key), Bytes.utf8(value));
    }

    private static StoreWrite delete(String key) {
        return StoreWrite.delete(Column.STATE, key(key));
    }

    private static StoreEntry entry(String key, String value) {
        return new StoreEntry(key(key), Bytes.utf8(value));
    }

    private static Bytes key(String hex) {
        return Bytes.fromHex(hex);
    }
}
