package dev.quire.internal.chain;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;

/**
 * Where a transaction is.
 *
 * @param index its position in the block
 */
public record TransactionLocation(long height, int index) {
    Bytes encoded() {
        return new CanonicalWriter(16).u64(height).u32(index).toBytes();
    }

    static TransactionLocation decode(Bytes stored) throws MalformedException {
        CanonicalReader in = new CanonicalReader("transaction location", stored);
        TransactionLocation location = new TransactionLocation(in.u64(), in.u32());
        in.end();
        return location;
    }
}
