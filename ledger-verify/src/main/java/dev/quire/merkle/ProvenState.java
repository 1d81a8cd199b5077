package dev.quire.merkle;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.merkle.StateProof.Inner;
import dev.quire.merkle.StateProof.Leaf;
import dev.quire.merkle.StateProof.Node;
import dev.quire.merkle.StateProof.OpenLeaf;
import dev.quire.merkle.StateProof.Pruned;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a verified {@link StateProof} says of the state. It answers only what is fully opened. Immutable. */
public final class ProvenState {
    private final Node root;

    ProvenState(Node root) {
        this.root = root;
    }

    /**
     * A key that is in the state.
     *
     * @param value the value, where the proof brings it
     */
    public record Entry(StateKey key, Hash valueHash, Optional<Bytes> value) {}

    /**
     * The entry of {@code key}; empty if the state is proven not to have it.
     *
     * @throws NotCoveredException if the proof shows neither
     */
    public Optional<Entry> entry(StateKey key) throws NotCoveredException {
        return entries(KeyRange.of(key)).stream().findFirst();
    }

    /**
     * All entries from {@code from}, inclusive, to {@code to}, exclusive, in order.
     *
     * @throws NotCoveredException if the proof does not show all of that range
     */
    public List<Entry> range(StateKey from, StateKey to) throws NotCoveredException {
        return entries(KeyRange.between(from, to));
    }

    /**
     * All entries from {@code from}, inclusive, to the end of the state, in order.
     *
     * @throws NotCoveredException if the proof does not show all of that range
     */
    public List<Entry> rangeFrom(StateKey from) throws NotCoveredException {
        return entries(KeyRange.startingAt(from));
    }

    /**
     * All entries that {@code asked} is about, in order: at most one for a key.
     *
     * @throws NotCoveredException if the proof does not show all of that
     */
    public List<Entry> entries(KeyRange asked) throws NotCoveredException {
        List<Entry> found = new ArrayList<>();
        collect(root, BitPath.EMPTY, asked, found);
        return found;
    }

    private void collect(Node node, BitPath place, KeyRange asked, List<Entry> found) throws NotCoveredException {
        if (!asked.touches(place)) {
            return;
        }
        if (node instanceof Pruned) {
            throw new NotCoveredException("the proof does not cover " + asked);
        } else if (node instanceof Leaf leaf) {
            add(new Entry(leaf.key(), leaf.valueHash(), Optional.empty()), asked, found);
        } else if (node instanceof OpenLeaf leaf) {
            Hash valueHash = new StateHashes().value(leaf.value());
            add(new Entry(leaf.key(), valueHash, Optional.of(leaf.value())), asked, found);
        } else if (node instanceof Inner inner && asked.touches(inner.prefix())) {
            collect(inner.left(), inner.prefix().append(0), asked, found);
            collect(inner.right(), inner.prefix().append(1), asked, found);
        }
    }

    private static void add(Entry entry, KeyRange asked, List<Entry> found) {
        if (asked.touches(entry.key().path())) {
            found.add(entry);
        }
    }
}
