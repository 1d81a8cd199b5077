package dev.quire.spi.state;

import dev.quire.codec.Bytes;
import java.util.List;
import java.util.Optional;

/** One plugin's state at one point of the chain: keys of 1 to {@value #MAX_KEY_SIZE} bytes in unsigned byte order. */
public interface StateView {
    /** The most bytes of a key. */
    int MAX_KEY_SIZE = 64;
    /** The most bytes of a value. */
    int MAX_VALUE_SIZE = 256 * 1024;

    /** A key with its value. */
    record Entry(Bytes key, Bytes value) {}

    Optional<Bytes> get(Bytes key);

    /**
     * The first entries from {@code from}, inclusive, to {@code to}, exclusive, ascending.
     *
     * @param limit the most entries returned, 1 to 10,000
     */
    List<Entry> range(Bytes from, Bytes to, int limit);
}
