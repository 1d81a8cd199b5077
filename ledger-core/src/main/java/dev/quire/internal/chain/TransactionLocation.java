package dev.quire.internal.chain;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;

/**
 * Where a transaction is.
 *
 * @param index its position in the block
 * @param lastMinute since 1970, in which its validUntil lies; {@link #NO_MINUTE} where an older version wrote the entry
 */
public record TransactionLocation(long height, int index, int lastMinute) {
    /** Never over. */
    static final int NO_MINUTE = Integer.MAX_VALUE;

    private static final long MINUTE_MICROS = 60_000_000;
    private static final int SIZE_WITHOUT_MINUTE = 12;

    /** The minute that a time lies in, or one that is never over. */
    static int minute(long micros) {
        return (int) Math.min(NO_MINUTE, micros / MINUTE_MICROS);
    }

    /** The first microsecond of a minute. */
    static long micros(int minute) {
        return minute * MINUTE_MICROS;
    }

    /** A stored location as versions without minutes wrote it, to compare theirs with. */
    public static Bytes withoutMinute(Bytes stored) {
        return stored.slice(0, Math.min(stored.size(), SIZE_WITHOUT_MINUTE));
    }

    Bytes encoded() {
        return new CanonicalWriter(16).u64(height).u32(index).u32(lastMinute).toBytes();
    }

    static TransactionLocation decode(Bytes stored) throws MalformedException {
        CanonicalReader in = new CanonicalReader("transaction location", stored);
        long height = in.u64();
        int index = in.u32();
        TransactionLocation location =
                new TransactionLocation(height, index, in.remaining() == 0 ? NO_MINUTE : in.u32());
        in.end();
        return location;
    }
}
