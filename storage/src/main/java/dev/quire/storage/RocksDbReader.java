package dev.quire.storage;

import dev.quire.codec.Bytes;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StoreReader.StoreEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** Reads of one database with one set of options, that is: of its newest state or of a snapshot. Takes no leases. */
record RocksDbReader(RocksDbDatabase database, ReadOptions options) {

    Optional<Bytes> get(Column column, Bytes key) throws RocksDBException {
        byte[] value = database.rocks().get(database.family(column), options, key.toArray());
        return Optional.ofNullable(value).map(Bytes::wrap);
    }

    List<StoreEntry> range(Column column, Bytes from, Optional<Bytes> to, int limit) throws RocksDBException {
        if (limit < 0) {
            throw new IllegalArgumentException("limit " + limit + " is negative");
        }
        List<StoreEntry> found = new ArrayList<>();
        try (RocksIterator iterator = database.rocks().newIterator(database.family(column), options)) {
            iterator.seek(from.toArray());
            while (found.size() < limit && iterator.isValid()) {
                StoreEntry entry = entry(iterator);
                if (to.isPresent() && entry.key().compareTo(to.get()) >= 0) {
                    break;
                }
                found.add(entry);
                iterator.next();
            }
            // An iterator that meets damage looks as if it had come to the end.
            iterator.status();
        }
        return found;
    }

    Optional<StoreEntry> floor(Column column, Bytes key) throws RocksDBException {
        try (RocksIterator iterator = database.rocks().newIterator(database.family(column), options)) {
            iterator.seekForPrev(key.toArray());
            iterator.status();
            return iterator.isValid() ? Optional.of(entry(iterator)) : Optional.empty();
        }
    }

    private static StoreEntry entry(RocksIterator iterator) {
        return new StoreEntry(Bytes.wrap(iterator.key()), Bytes.wrap(iterator.value()));
    }
}
