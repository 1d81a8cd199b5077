package dev.quire.storage;

import dev.quire.codec.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/** The store's own records, outside of the columns: the number of the format and the applied height. */
record StoreRecords(StateDirectory directory, RocksDbDatabase database) {
    /** Raised whenever an older program would misread the directory. */
    static final long FORMAT = 1;

    private static final byte[] FORMAT_KEY = "format".getBytes(StandardCharsets.UTF_8);
    private static final byte[] HEIGHT_KEY = "applied-height".getBytes(StandardCharsets.UTF_8);
    private static final long ABSENT = -1;

    /** Writes the format into a fresh store. */
    void checkFormat(ReadOptions options, WriteBatch fresh) throws RocksDBException, StateDirectoryException {
        long format = read(options, FORMAT_KEY);
        if (format == ABSENT) {
            if (appliedHeight(options) != ABSENT) {
                throw directory.corrupt("it has an applied height, but no format number", null);
            }
            fresh.put(database.own(), FORMAT_KEY, encode(FORMAT));
        } else if (format > FORMAT) {
            throw directory.newer("format " + format + " (this version knows formats up to " + FORMAT + ")");
        } else if (format < FORMAT) {
            throw directory.corrupt("its format number is " + format, null);
        }
        requireOnlyKnown(options);
    }

    /** Nothing but these records is ever written there, so anything else is damage, or somebody's hand. */
    private void requireOnlyKnown(ReadOptions options) throws RocksDBException {
        try (RocksIterator iterator = database.rocks().newIterator(database.own(), options)) {
            for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                byte[] key = iterator.key();
                if (!Arrays.equals(key, FORMAT_KEY) && !Arrays.equals(key, HEIGHT_KEY)) {
                    throw directory.corrupt(
                            "it has a record of its own with the unknown key "
                                    + Bytes.wrap(key).toHex(),
                            null);
                }
            }
            iterator.status();
        }
    }

    /** -1 in an empty store. */
    long appliedHeight(ReadOptions options) throws RocksDBException {
        long height = read(options, HEIGHT_KEY);
        if (height < ABSENT) {
            throw directory.corrupt("its applied height is " + height, null);
        }
        return height;
    }

    void putAppliedHeight(WriteBatch batch, long height) throws RocksDBException {
        batch.put(database.own(), HEIGHT_KEY, encode(height));
    }

    private long read(ReadOptions options, byte[] key) throws RocksDBException {
        byte[] value = database.rocks().get(database.own(), options, key);
        if (value == null) {
            return ABSENT;
        }
        if (value.length != Long.BYTES) {
            throw directory.corrupt(
                    "its " + new String(key, StandardCharsets.UTF_8) + " is " + value.length + " bytes long", null);
        }
        return ByteBuffer.wrap(value).getLong();
    }

    private static byte[] encode(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }
}
