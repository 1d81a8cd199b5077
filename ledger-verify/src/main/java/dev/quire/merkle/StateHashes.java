package dev.quire.merkle;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalWriter;
import dev.quire.hash.Domain;
import dev.quire.hash.Hash;
import dev.quire.hash.Sha256;

/**
 * The hash rules of the state tree (docs/spec/formats.md, section 7.3). Keeps one digest, so it is not safe for use by
 * several threads.
 */
public final class StateHashes {
    /** The root of a tree without keys. */
    public static final Hash EMPTY = Domain.STATE_EMPTY.hash();

    private final Sha256 sha256 = new Sha256();

    /** What a leaf holds of its value. */
    public Hash value(Bytes value) {
        return sha256.hash(Domain.VALUE, value);
    }

    public Hash leaf(StateKey key, Hash valueHash) {
        Bytes fullKey = key.fullKey();
        Bytes prefixed = new CanonicalWriter(4 + fullKey.size()).bytes(fullKey).toBytes();
        return sha256.hash(Domain.STATE_LEAF, prefixed, valueHash.bytes());
    }

    /**
     * @param prefix all bits from the root to where the two subtrees part
     * @param left the subtree whose keys go on with a zero
     * @param right the subtree whose keys go on with a one
     */
    public Hash inner(BitPath prefix, Hash left, Hash right) {
        Bytes bits = prefix.toBytes();
        Bytes place = new CanonicalWriter(2 + bits.size())
                .u16(prefix.length())
                .fixed(bits)
                .toBytes();
        return sha256.hash(Domain.STATE_NODE, place, left.bytes(), right.bytes());
    }
}
