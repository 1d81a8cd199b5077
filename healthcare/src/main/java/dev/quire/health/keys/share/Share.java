package dev.quire.health.keys.share;

import dev.quire.health.Id;
import dev.quire.health.keys.Secret;

/**
 * One custodian's part of one factor of one record. Whoever holds it closes its value.
 *
 * @param x the custodian's seat in the committee, 1 to 255
 * @param value a byte of the polynomial at {@code x} for each byte of the factor
 */
public record Share(Id rid, ShareClass shareClass, int x, Secret value) implements AutoCloseable {
    /** The highest seat: GF(2^8) has no more points. */
    public static final int MAX_X = 255;

    /** @throws IllegalArgumentException if {@code x} is no seat: at 0 lies the factor itself */
    public Share {
        if (x < 1 || x > MAX_X) {
            throw new IllegalArgumentException("a seat is 1 to 255, not " + x);
        }
    }

    @Override
    public void close() {
        value.close();
    }
}
