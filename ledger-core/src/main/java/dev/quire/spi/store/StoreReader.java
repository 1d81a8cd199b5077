package dev.quire.spi.store;

import dev.quire.codec.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * Reads of columns. A store that finds damaged bytes throws {@link StoreCorruptionException}; after close, {@link
 * StoreClosedException}.
 */
public interface StoreReader {
    /** A key with its value. */
    record StoreEntry(Bytes key, Bytes value) {}

    Optional<Bytes> get(Column column, Bytes key);

    /**
     * The first entries from {@code from}, inclusive, to {@code to}, exclusive, in unsigned byte order.
     *
     * @param to empty: up to the end of the column
     * @param limit the most entries returned
     */
    List<StoreEntry> range(Column column, Bytes from, Optional<Bytes> to, int limit);

    /** The entry with the greatest key that is at most {@code key}. */
    Optional<StoreEntry> floor(Column column, Bytes key);
}
