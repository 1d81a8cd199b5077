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
        BitPath path = key.path();
        List<Entry> found = collect(new Question("key " + key, path, Optional.empty(), true));
        return found.stream().findFirst();
    }

    /**
     * All entries from {@code from}, inclusive, to {@code to}, exclusive, in order.
     *
     * @throws NotCoveredException if the proof does not show all of that range
     */
    public List<Entry> range(StateKey from, StateKey to) throws NotCoveredException {
        return collect(new Question("keys " + from + " to " + to, from.path(), Optional.of(to.path()), false));
    }

    /**
     * All entries from {@code from}, inclusive, to the end of the state, in order.
     *
     * @throws NotCoveredException if the proof does not show all of that range
     */
    public List<Entry> rangeFrom(StateKey from) throws NotCoveredException {
        return collect(new Question("keys from " + from, from.path(), Optional.empty(), false));
    }

    /** One path, or the paths from {@code from} to {@code to}. */
    private record Question(String text, BitPath from, Optional<BitPath> to, boolean single) {
        /** Can a path that starts with {@code place} be asked for? */
        boolean touches(BitPath place) {
            if (from.startsWith(place)) {
                return to.isEmpty() || from.compareTo(to.get()) < 0;
            }
            return !single && place.compareTo(from) > 0 && (to.isEmpty() || place.compareTo(to.get()) < 0);
        }
    }

    private List<Entry> collect(Question question) throws NotCoveredException {
        List<Entry> found = new ArrayList<>();
        collect(root, BitPath.EMPTY, question, found);
        return found;
    }

    private void collect(Node node, BitPath place, Question question, List<Entry> found) throws NotCoveredException {
        if (!question.touches(place)) {
            return;
        }
        if (node instanceof Pruned) {
            throw new NotCoveredException("the proof does not cover " + question.text());
        } else if (node instanceof Leaf leaf) {
            add(new Entry(leaf.key(), leaf.valueHash(), Optional.empty()), question, found);
        } else if (node instanceof OpenLeaf leaf) {
            Hash valueHash = new StateHashes().value(leaf.value());
            add(new Entry(leaf.key(), valueHash, Optional.of(leaf.value())), question, found);
        } else if (node instanceof Inner inner && question.touches(inner.prefix())) {
            collect(inner.left(), inner.prefix().append(0), question, found);
            collect(inner.right(), inner.prefix().append(1), question, found);
        }
    }

    private static void add(Entry entry, Question question, List<Entry> found) {
        if (question.touches(entry.key().path())) {
            found.add(entry);
        }
    }
}
