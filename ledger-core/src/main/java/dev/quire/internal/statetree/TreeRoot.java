package dev.quire.internal.statetree;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.merkle.StateHashes;

/**
 * One version of the tree: its hash, as in the block header, and where its first record is.
 *
 * @param hash the state root
 * @param version the version that last changed the tree, which may be lower than that of the block
 */
public record TreeRoot(Hash hash, long version) {
    /** The tree without keys, which has no record. */
    public static final TreeRoot EMPTY = new TreeRoot(StateHashes.EMPTY, 0);

    public TreeRoot {
        if (version < 0) {
            throw new IllegalArgumentException("negative version: " + version);
        }
    }

    public boolean isEmpty() {
        return hash.equals(StateHashes.EMPTY);
    }

    /** 40 bytes: hash and version. */
    public Bytes encoded() {
        return new CanonicalWriter(Hash.SIZE + Long.BYTES)
                .fixed(hash.bytes())
                .u64(version)
                .toBytes();
    }

    public static TreeRoot decode(Bytes bytes) throws MalformedException {
        CanonicalReader in = new CanonicalReader("tree root", bytes);
        TreeRoot root = new TreeRoot(Hash.read(in), in.u64());
        in.end();
        return root;
    }
}
