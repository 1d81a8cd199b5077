package dev.quire.internal.statetree;

import dev.quire.codec.Bytes;
import java.util.List;
import java.util.SortedMap;

/**
 * What a change of the tree asks of the store. Nothing is written here.
 *
 * @param newRoot the root after the change
 * @param newNodes records to write, under keys that no earlier version uses
 * @param staleNodes keys of the records that the parent's version needs and the new one does not: delete them once no
 *     version before the new one is asked for any more
 */
public record TreeUpdate(TreeRoot newRoot, SortedMap<Bytes, Bytes> newNodes, List<Bytes> staleNodes) {}
