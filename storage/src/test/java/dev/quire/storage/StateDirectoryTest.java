package dev.quire.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.quire.codec.Bytes;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StateStore;
import dev.quire.spi.store.StateStore.StoreWrite;
import dev.quire.spi.store.StoreCorruptionException;
import dev.quire.spi.store.StoreReader.StoreEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.RocksDBException;

/** What becomes of a directory between two runs: kept, lost, damaged, in use, or written by another version. */
class StateDirectoryTest {
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");

    @TempDir
    private Path root;

    private Path directory;
    private RocksDbResources resources;

    @BeforeEach
    void openResources() {
        directory = root.resolve("state");
        resources = new RocksDbResources(16 << 20, 4 << 20);
    }

    @AfterEach
    void closeResources() {
        assertThat(resources.pinnedBytes()).as("bytes held by leaked handles").isZero();
        resources.close();
    }

    @Test
    void keepsWhatWasFlushed() throws IOException {
        try (StateStore store = open()) {
            store.write(3, entries(0, 50));
            assertThat(store.flush()).isEqualTo(3);
            store.write(4, entries(50, 100));
        }
        try (StateStore store = open()) {
            assertThat(store.appliedHeight()).isEqualTo(3);
            assertThat(all(store)).hasSize(50);
            store.write(4, entries(50, 100));
            assertThat(store.flush()).isEqualTo(4);
        }
        try (StateStore store = open()) {
            assertThat(store.appliedHeight()).isEqualTo(4);
            assertThat(all(store)).hasSize(100);
        }
    }

    @Test
    void refusesADirectoryInUse() throws IOException {
        try (StateStore store = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOf(StateDirectoryException.class)
                    .hasMessageContaining(directory.toString())
                    .hasMessageContaining("is in use. Stop the node that uses it");
            store.write(0, entries(0, 1));
        }
    }

    @Test
    void refusesANewerFormat() throws IOException, RocksDBException {
        open().close();
        edit(database -> database.rocks()
                .put(database.own(), "format".getBytes(StandardCharsets.UTF_8), new byte[] {0, 0, 0, 0, 0, 0, 0, 9}));
        assertThatThrownBy(this::open)
                .isInstanceOf(StateDirectoryException.class)
                .hasMessageContaining("format 9 (this version knows formats up to 1)")
                .hasMessageContaining(directory.toString());
    }

    @Test
    void refusesARecordThatItNeverWrites() throws IOException, RocksDBException {
        open().close();
        edit(database -> database.rocks().put(database.own(), new byte[] {7, 7}, new byte[] {1}));
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreCorruptionException.class)
                .hasMessageContaining("unknown key 0707")
                .hasMessageContaining(directory.toString());
    }

    @Test
    void refusesColumnsOfANewerFormat() throws IOException, RocksDBException {
        open().close();
        edit(database -> database.rocks()
                .createColumnFamily(new ColumnFamilyDescriptor("column-99".getBytes(StandardCharsets.UTF_8)))
                .close());
        assertThatThrownBy(this::open)
                .isInstanceOf(StateDirectoryException.class)
                .hasMessageContaining("unknown column family column-99")
                .hasMessageContaining("newer version");
    }

    @Test
    void takesNoDirectoryWithoutItsRootForAFreshOne() throws IOException {
        writeTables();
        Files.delete(directory.resolve("CURRENT"));
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreCorruptionException.class)
                .hasMessageContaining("CURRENT is missing");
    }

    @Test
    void namesAMissingTable() throws IOException {
        writeTables();
        Files.delete(Directories.largestTable(directory));
        assertThatThrownBy(this::openAndReadAll)
                .isInstanceOf(StoreCorruptionException.class)
                .hasMessageContaining(directory.toString());
    }

    @Test
    void aReadOfADamagedTableSaysWhatToDo() throws IOException {
        writeTables();
        Path table = Directories.largestTable(directory);
        Directories.flipBit(table, 1000);
        try (RocksDbResources fresh = new RocksDbResources(4 << 20, 4 << 20);
                StateStore store = RocksDbStateStore.open(directory, fresh)) {
            assertThatThrownBy(() -> all(store))
                    .isInstanceOf(StoreCorruptionException.class)
                    .hasMessageContaining("The state directory " + directory + " is damaged")
                    .hasMessageContaining(table.getFileName().toString())
                    .hasMessageContaining("delete this directory and start again")
                    .hasMessageContaining("rebuilt from the journal");
            assertThatThrownBy(() -> store.get(Column.STATE, key(1))).isInstanceOf(StoreCorruptionException.class);
            assertThatThrownBy(() -> store.floor(Column.STATE, key(1))).isInstanceOf(StoreCorruptionException.class);
        }
    }

    @Test
    void noFlippedBitOfATableEscapesTheChecksums() throws IOException {
        writeTables();
        Path table = Directories.largestTable(directory);
        Random random = new Random(9);
        for (int i = 0; i < 20; i++) {
            int position = random.nextInt(Math.toIntExact(Files.size(table)));
            Directories.flipBit(table, position);
            assertThatThrownBy(this::openAndVerify)
                    .as("bit of byte " + position)
                    .isInstanceOf(StoreCorruptionException.class);
            Directories.flipBit(table, position);
        }
        openAndVerify();
    }

    @Test
    void aNameThatLeadsNowhereIsDamage() throws IOException {
        writeTables();
        Files.writeString(directory.resolve("CURRENT"), "MANIFEST-999999\n");
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreCorruptionException.class)
                .hasMessageContaining("rebuilt from the journal");
    }

    @Test
    void anAppliedHeightThatCannotBeIsDamage() throws IOException, RocksDBException {
        open().close();
        edit(database -> database.rocks()
                .put(
                        database.own(),
                        "applied-height".getBytes(StandardCharsets.UTF_8),
                        Bytes.fromHex("80").concat(Bytes.wrap(new byte[7])).toArray()));
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreCorruptionException.class)
                .hasMessageContaining("height");
    }

    /** Wherever a bit of a table flips, what is read is right or an error. */
    @Test
    void noFlippedBitIsReadAsTruth() throws IOException {
        List<StoreEntry> truth = writeTables();
        int size = Math.toIntExact(Files.size(Directories.largestTable(directory)));
        Random random = new Random(8);
        int found = 0;
        for (int i = 0; i < 40; i++) {
            Path table = Directories.largestTable(directory);
            int position = random.nextInt(size);
            Directories.flipBit(table, position);
            try {
                assertThat(openAndReadAll()).as("bit of byte " + position).isEqualTo(truth);
            } catch (StoreCorruptionException e) {
                found++;
            }
            Directories.flipBit(table, position);
        }
        assertThat(found).isGreaterThan(30);
        assertThat(openAndReadAll()).isEqualTo(truth);
    }

    @Test
    void openingAndClosingLeavesNothingBehind() throws IOException {
        assumeThat(OPEN_FILES)
                .as("skipped: this system does not list the open files of a process")
                .isDirectory();
        openCloseManyTimes(5);
        int before = Directories.files(OPEN_FILES).size();
        openCloseManyTimes(200);
        assertThat(Directories.files(OPEN_FILES)).hasSizeLessThanOrEqualTo(before);
        assertThat(Directories.files(directory).stream()
                        .filter(file -> file.getFileName().toString().startsWith("LOG")))
                .hasSizeLessThanOrEqualTo(3);
    }

    private void openCloseManyTimes(int times) throws IOException {
        for (int i = 0; i < times; i++) {
            try (StateStore store = open()) {
                store.write(i, entries(i, i + 1));
                store.snapshot();
            }
        }
    }

    private List<StoreEntry> writeTables() throws IOException {
        try (StateStore store = open()) {
            store.write(1, entries(0, 200));
            store.flush();
            return all(store);
        }
    }

    /** With resources of its own: a block that is in the cache is not read from the disk again. */
    private List<StoreEntry> openAndReadAll() throws IOException {
        try (RocksDbResources fresh = new RocksDbResources(4 << 20, 4 << 20);
                StateStore store = RocksDbStateStore.open(directory, fresh)) {
            return all(store);
        }
    }

    private void openAndVerify() throws IOException {
        try (RocksDbResources fresh = new RocksDbResources(4 << 20, 4 << 20);
                RocksDbStateStore store = RocksDbStateStore.open(directory, fresh)) {
            store.verifyChecksums();
        }
    }

    private RocksDbStateStore open() throws IOException {
        return RocksDbStateStore.open(directory, resources);
    }

    private interface Edit {
        void apply(RocksDbDatabase database) throws RocksDBException;
    }

    private void edit(Edit edit) throws IOException, RocksDBException {
        NativeHandles handles = new NativeHandles();
        try {
            edit.apply(RocksDbDatabase.open(StateDirectory.at(directory), resources, handles));
        } finally {
            handles.close();
        }
    }

    private static List<StoreEntry> all(StateStore store) {
        return store.range(Column.STATE, Bytes.EMPTY, Optional.empty(), 1_000);
    }

    private static List<StoreWrite> entries(int from, int to) {
        List<StoreWrite> writes = new ArrayList<>();
        for (int i = from; i < to; i++) {
            byte[] value = new byte[100];
            new Random(i).nextBytes(value);
            writes.add(StoreWrite.put(Column.STATE, key(i), Bytes.wrap(value)));
        }
        return writes;
    }

    private static Bytes key(int number) {
        return Bytes.wrap(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    }
}
