package dev.quire.storage;

import dev.quire.codec.Bytes;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StateStore;
import dev.quire.spi.store.StateStore.StoreWrite;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A process that writes batches and never flushes, until it is killed; RocksDB flushes whenever a buffer is full. */
final class KilledWriter {
    static final int BATCHES_PER_SIGN_OF_LIFE = 50;
    private static final int KEYS = 37;
    private static final int VALUE_BYTES = 2_000;

    private KilledWriter() {}

    public static void main(String[] arguments) throws IOException {
        try (RocksDbResources resources = new RocksDbResources(8 << 20, 4 << 20);
                StateStore store = RocksDbStateStore.open(Path.of(arguments[0]), resources);
                FileOutputStream signs = new FileOutputStream(FileDescriptor.out)) {
            for (int height = 0; true; height++) {
                store.write(height, batch(height));
                if (height % BATCHES_PER_SIGN_OF_LIFE == 0) {
                    signs.write('.');
                }
            }
        }
    }

    /** Changes one key of each column, in turns; what a column holds follows from the height alone. */
    static List<StoreWrite> batch(int height) {
        List<StoreWrite> writes = new ArrayList<>();
        for (Column column : Column.values()) {
            byte[] value = new byte[VALUE_BYTES];
            new Random(height * 31L + column.number()).nextBytes(value);
            writes.add(StoreWrite.put(column, key(height), Bytes.wrap(value)));
        }
        return writes;
    }

    private static Bytes key(int height) {
        return Bytes.wrap(
                ByteBuffer.allocate(Integer.BYTES).putInt(height % KEYS).array());
    }

    /** All writes whose effect is seen at {@code height}. */
    static List<StoreWrite> visibleAt(int height) {
        List<StoreWrite> writes = new ArrayList<>();
        for (int i = Math.max(0, height - KEYS + 1); i <= height; i++) {
            writes.addAll(batch(i));
        }
        return writes;
    }
}
