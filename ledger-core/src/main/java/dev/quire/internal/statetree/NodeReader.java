package dev.quire.internal.statetree;

import dev.quire.codec.Bytes;
import java.util.Optional;

/**
 * Where node records are read: the store's {@code TREE} column, under the new records of the forks that are not there
 * yet. Must give each record as {@link TreeUpdate#newNodes} had it.
 */
@FunctionalInterface
public interface NodeReader {
    /** The record under {@code nodeKey}, if there is one. */
    Optional<Bytes> node(Bytes nodeKey);
}
