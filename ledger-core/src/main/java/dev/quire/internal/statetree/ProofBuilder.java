package dev.quire.internal.statetree;

import dev.quire.codec.Bytes;
import dev.quire.internal.statetree.Node.Inner;
import dev.quire.internal.statetree.Node.Leaf;
import dev.quire.internal.statetree.Node.Stub;
import dev.quire.merkle.BitPath;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.StateHashes;
import dev.quire.merkle.StateKey;
import dev.quire.merkle.StateProof;
import dev.quire.spi.store.StoreCorruptionException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Opens a tree where it is asked to, and leaves hashes elsewhere. */
final class ProofBuilder {
    /** More than a node's kind, lengths and hash or key take in an encoded proof; prefixes and values come on top. */
    private static final int NODE_SIZE = 128;

    private final NodeLoader loader;
    private final ValueReader values;
    private final StateHashes hashes = new StateHashes();
    private long size;

    ProofBuilder(NodeLoader loader, ValueReader values) {
        this.loader = loader;
        this.values = values;
    }

    StateProof build(Node root, List<KeyRange> ranges) {
        if (root instanceof Node.Empty) {
            return new StateProof(new StateProof.Empty());
        }
        return new StateProof(open(root, BitPath.EMPTY, merged(ranges)));
    }

    /** The same keys in ranges that do not overlap: however often a place is asked for, it is looked at once. */
    static List<KeyRange> merged(List<KeyRange> ranges) {
        List<KeyRange> ordered = ranges.stream()
                .filter(range -> !range.isEmpty())
                .sorted(Comparator.comparing(KeyRange::from).thenComparing(KeyRange::isSingle))
                .toList();
        List<KeyRange> merged = new ArrayList<>();
        for (KeyRange next : ordered) {
            int last = merged.size() - 1;
            if (last >= 0 && joins(merged.get(last), next)) {
                merged.set(last, union(merged.get(last), next));
            } else {
                merged.add(next);
            }
        }
        return merged;
    }

    /** {@code next} begins where {@code before} does, or behind that. */
    private static boolean joins(KeyRange before, KeyRange next) {
        if (before.isSingle() || next.isSingle()) {
            return before.isSingle()
                    ? before.equals(next)
                    : before.to().map(end -> next.from().compareTo(end) < 0).orElse(true);
        }
        return before.to().map(end -> next.from().compareTo(end) <= 0).orElse(true);
    }

    private static KeyRange union(KeyRange before, KeyRange next) {
        if (next.isSingle() || before.to().isEmpty()) {
            return before;
        } else if (next.to().isEmpty()) {
            return KeyRange.startingAt(before.from());
        }
        StateKey end = before.to().get();
        return end.compareTo(next.to().get()) >= 0
                ? before
                : KeyRange.between(before.from(), next.to().get());
    }

    private StateProof.Node open(Node node, BitPath place, List<KeyRange> ranges) {
        count(NODE_SIZE);
        List<KeyRange> touching =
                ranges.stream().filter(range -> range.touches(place)).toList();
        if (touching.isEmpty()) {
            return new StateProof.Pruned(TreeChange.hash(node, hashes));
        } else if (node instanceof Leaf leaf) {
            return open(leaf, touching);
        }
        Inner inner = node instanceof Stub stub ? loader.load(stub) : (Inner) node;
        BitPath prefix = inner.prefix();
        return new StateProof.Inner(
                prefix,
                open(inner.left(), prefix.append(0), touching),
                open(inner.right(), prefix.append(1), touching));
    }

    /** A leaf where the asked key would be is shown even if it is another key: that is how absence is proven. */
    private StateProof.Node open(Leaf leaf, List<KeyRange> ranges) {
        BitPath path = leaf.key().path();
        Optional<Bytes> value =
                ranges.stream().anyMatch(range -> range.touches(path)) ? values.value(leaf.key()) : Optional.empty();
        if (value.isEmpty()) {
            return new StateProof.Leaf(leaf.key(), leaf.valueHash());
        }
        count(value.get().size());
        if (!hashes.value(value.get()).equals(leaf.valueHash())) {
            throw new StoreCorruptionException("state tree: the value of " + leaf.key()
                    + " is not the one that the tree holds the hash of; rebuild the state from the journal");
        }
        return new StateProof.OpenLeaf(leaf.key(), value.get());
    }

    private void count(int bytes) {
        size += bytes;
        if (size > StateProof.MAX_SIZE) {
            throw new ProofTooLargeException();
        }
    }
}
