package dev.quire.internal.snapshot;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalWriter;
import dev.quire.merkle.StateKey;

/**
 * Places in a snapshot, as bytes in whose order its content stands: uint8 section, then uint64 leaf of the history tree
 * (1), full key (2), or uint64 minute and uint32 number of an id (3).
 */
final class Position {
    /** The most bytes of one. */
    static final int MAX_SIZE = 1 + StateKey.MAX_FULL_SIZE;

    static final int HISTORY = 1;
    static final int STATE = 2;
    static final int IDS = 3;

    private Position() {}

    static Bytes ofLeaf(long index) {
        return new CanonicalWriter(16).u8(HISTORY).u64(index).toBytes();
    }

    static Bytes ofKey(StateKey key) {
        return new CanonicalWriter(80).u8(STATE).fixed(key.fullKey()).toBytes();
    }

    static Bytes ofId(long minute, int number) {
        return new CanonicalWriter(16).u8(IDS).u64(minute).u32(number).toBytes();
    }
}
