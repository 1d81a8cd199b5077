package dev.quire.internal.execution;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.internal.chain.AppliedChain;
import dev.quire.internal.statetree.NodeReader;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StoreReader;
import java.util.Optional;

/**
 * The chain as the next block on one parent sees it: the parent's fork and its ancestors', over what is applied.
 *
 * @param head empty if the parent is the applied block
 */
record Branch(Optional<Fork> head, Tip applied, StoreReader store, AppliedChain chain) implements NodeReader {
    Tip tip() {
        return head.map(Fork::tip).orElse(applied);
    }

    StateLayer state() {
        return head.<StateLayer>map(Fork::state).orElseGet(() -> new StoredLayer(store));
    }

    @Override
    public Optional<Bytes> node(Bytes nodeKey) {
        for (Optional<Fork> fork = head; fork.isPresent(); fork = fork.get().parent()) {
            Optional<Bytes> node = fork.get().node(nodeKey);
            if (node.isPresent()) {
                return node;
            }
        }
        return store.get(Column.TREE, nodeKey);
    }

    /** Is the transaction in an uncommitted block of this branch? */
    boolean holdsUncommitted(Hash txId) {
        for (Optional<Fork> fork = head; fork.isPresent(); fork = fork.get().parent()) {
            if (fork.get().holds(txId)) {
                return true;
            }
        }
        return false;
    }

    /** Is the transaction in an applied block? */
    boolean holdsApplied(Hash txId) {
        return chain.location(txId).isPresent();
    }

    /** Is this the block of that height on this branch? */
    boolean names(long height, Hash blockHash) {
        for (Optional<Fork> fork = head; fork.isPresent(); fork = fork.get().parent()) {
            if (fork.get().header().height() == height) {
                return fork.get().hash().equals(blockHash);
            }
        }
        return chain.isBlockAt(height, blockHash);
    }
}
