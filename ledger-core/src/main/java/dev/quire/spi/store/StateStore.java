package dev.quire.spi.store;

import dev.quire.codec.Bytes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Ordered columns of bytes that can be rebuilt from the journal: after a crash the store stands at some earlier
 * {@linkplain #appliedHeight applied height}, whole, and the blocks above it are executed again.
 *
 * <p>Reads may come from any thread, {@link #write} and {@link #flush} from one. What it does not promise: that a
 * written batch survives a crash before {@link #flush} has returned.
 */
public interface StateStore extends StoreReader, AutoCloseable {
    /** The height of the newest batch that is visible, or -1 in an empty store. */
    long appliedHeight();

    /**
     * Writes all or nothing, with the height.
     *
     * @param appliedHeight not below the present one
     */
    void write(long appliedHeight, List<StoreWrite> writes) throws IOException;

    /**
     * Deletes everything, so that the applied height is -1 again: a state is about to be put in its place. Until {@link
     * #flush} has returned a crash may bring back what there was. Nobody reads meanwhile.
     */
    void clear() throws IOException;

    /** Makes all written batches durable together; returns the applied height that is then durable. */
    long flush() throws IOException;

    /**
     * Everything from {@code from}, inclusive, to {@code to}, exclusive, was deleted and is of no use to any reader any
     * more: its space may be given back at once.
     */
    default void discarded(Column column, Bytes from, Bytes to) {}

    /** Whether much of the space taken is that of deleted entries. */
    default boolean wastesSpace() {
        return false;
    }

    /** Gives back what {@link #wastesSpace} means. May take long; the store may be used meanwhile, its close ends it. */
    default void giveBack() throws IOException {}

    /** About how many bytes the entries of a column take in tables, without what was deleted; 0 where nobody counts. */
    default long liveBytes(Column column) {
        return 0;
    }

    /** A view that later writes do not change. Close it soon: it pins old data. */
    StoreSnapshot snapshot();

    /** One change of a {@link #write}: a put, or a delete where {@code value} is empty. */
    record StoreWrite(Column column, Bytes key, Optional<Bytes> value) {
        public static StoreWrite put(Column column, Bytes key, Bytes value) {
            return new StoreWrite(column, key, Optional.of(value));
        }

        public static StoreWrite delete(Column column, Bytes key) {
            return new StoreWrite(column, key, Optional.empty());
        }
    }

    /** A {@link StoreReader} that stands still. */
    interface StoreSnapshot extends StoreReader, AutoCloseable {
        /** The applied height that it shows. */
        long appliedHeight();

        @Override
        void close();
    }

    /** Waits for running reads, then frees everything; later calls throw {@link StoreClosedException}. */
    @Override
    void close() throws IOException;
}
