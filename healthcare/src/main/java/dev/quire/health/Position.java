package dev.quire.health;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.spi.state.TxContext;
import java.util.Comparator;

/**
 * Where on the chain something happened.
 *
 * @param height the block's
 * @param index the transaction's in that block
 */
public record Position(long height, int index) implements Comparable<Position> {
    /** Bytes of {@link #ordered}. */
    static final int SIZE = Long.BYTES + Integer.BYTES;

    private static final Comparator<Position> ORDER =
            Comparator.comparingLong(Position::height).thenComparingInt(Position::index);

    static Position of(TxContext context) {
        return new Position(context.height(), context.index());
    }

    static Position read(CanonicalReader in) throws MalformedException {
        return new Position(in.u64(), in.u32());
    }

    void write(CanonicalWriter out) {
        out.u64(height).u32(index);
    }

    /** 12 bytes whose unsigned order is the order on the chain. */
    Bytes ordered() {
        CanonicalWriter out = new CanonicalWriter(SIZE);
        write(out);
        return out.toBytes();
    }

    @Override
    public int compareTo(Position other) {
        return ORDER.compare(this, other);
    }
}
