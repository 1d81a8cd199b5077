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
import java.util.function.Consumer;

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
        visit(asked, Integer.MAX_VALUE, found::add);
        return found;
    }

    /**
     * Shows {@code visitor} all entries that {@code asked} is about, in order.
     *
     * @throws NotCoveredException if the proof does not show all of that, or it is more than {@code most} entries; the
     *     visitor has then seen some of them
     */
    public void visit(KeyRange asked, int most, Consumer<Entry> visitor) throws NotCoveredException {
        new Walk(asked, visitor, most).to(root, BitPath.EMPTY);
    }

    private static final class Walk {
        private final KeyRange asked;
        private final Consumer<Entry> visitor;
        private int room;

        Walk(KeyRange asked, Consumer<Entry> visitor, int room) {
            this.asked = asked;
            this.visitor = visitor;
            this.room = room;
        }

        void to(Node node, BitPath place) throws NotCoveredException {
            if (!asked.touches(place)) {
                return;
            }
            if (node instanceof Pruned) {
                throw new NotCoveredException("the proof does not cover " + asked);
            } else if (node instanceof Leaf leaf && asked.touches(leaf.key().path())) {
                show(new Entry(leaf.key(), leaf.valueHash(), Optional.empty()));
            } else if (node instanceof OpenLeaf leaf && asked.touches(leaf.key().path())) {
                show(new Entry(leaf.key(), new StateHashes().value(leaf.value()), Optional.of(leaf.value())));
            } else if (node instanceof Inner inner && asked.touches(inner.prefix())) {
                to(inner.left(), inner.prefix().append(0));
                to(inner.right(), inner.prefix().append(1));
            }
        }

        private void show(Entry entry) throws NotCoveredException {
            if (--room < 0) {
                throw new NotCoveredException("there are too many entries to answer " + asked);
            }
            visitor.accept(entry);
        }
    }
}
