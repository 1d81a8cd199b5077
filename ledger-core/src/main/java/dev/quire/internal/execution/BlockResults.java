package dev.quire.internal.execution;

import dev.quire.block.ResultLeaf;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import java.util.List;
import java.util.Optional;

/**
 * What executing a block came to, transaction by transaction.
 *
 * @param writeSets what the leaves' write digests are hashes of
 */
public record BlockResults(Hash blockHash, List<ResultLeaf> leaves, List<Bytes> writeSets) {
    public BlockResults {
        leaves = List.copyOf(leaves);
        writeSets = List.copyOf(writeSets);
    }

    /** What the transaction at {@code index} wrote, in canonical bytes; empty if there is none. */
    public Optional<Bytes> writeSet(int index) {
        return index >= 0 && index < writeSets.size() ? Optional.of(writeSets.get(index)) : Optional.empty();
    }

    /** In memory, about, in bytes. */
    long size() {
        return (long) leaves.size() * ResultLeaf.SIZE
                + writeSets.stream().mapToLong(Bytes::size).sum();
    }
}
