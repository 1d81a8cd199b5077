package dev.quire.internal.statetree;

import dev.quire.hash.Hash;
import dev.quire.merkle.BitPath;
import dev.quire.merkle.StateKey;

/** A subtree in memory, down to where the records of other subtrees begin. Immutable. */
sealed interface Node {
    /** No key. */
    enum Empty implements Node {
        INSTANCE
    }

    /** A key and the hash of its value. Its own hash is only needed, and made, when its parent changes. */
    record Leaf(StateKey key, Hash valueHash) implements Node {}

    /** The subtree of all keys that start with {@code prefix}, at least one on either side. */
    record Inner(BitPath prefix, Node left, Node right, Hash hash) implements Node {}

    /** An inner node that has not been read: the first of the record at (version, prefix). */
    record Stub(BitPath prefix, Hash hash, long version) implements Node {}
}
