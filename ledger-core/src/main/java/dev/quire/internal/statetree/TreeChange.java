package dev.quire.internal.statetree;

import dev.quire.hash.Hash;
import dev.quire.internal.statetree.Node.Empty;
import dev.quire.internal.statetree.Node.Inner;
import dev.quire.internal.statetree.Node.Leaf;
import dev.quire.internal.statetree.Node.Stub;
import dev.quire.merkle.BitPath;
import dev.quire.merkle.StateHashes;
import dev.quire.merkle.StateKey;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/*
 * All changes go down together. At each node the changes that concern it are an interval [low, high) of the sorted
 * ones; `depth` is where they and the node's own prefix part for the first time. If that is where the node's children
 * part, both halves go on with a child; if it is higher, the node goes whole to one half and the other half starts
 * from nothing. Coming back up, a node with one empty side is replaced by its other side: since a hash covers the full
 * prefix, that side need not be read, and nothing else of the shape can depend on what was there before.
 */
/** A set of puts and deletes on its way through the tree. */
final class TreeChange {
    private final NodeLoader loader;
    private final NodeWriter writer;
    private final StateHashes hashes = new StateHashes();
    private final StateKey[] keys;
    private final BitPath[] paths;
    private final Node[] replacements;

    /** @throws IllegalArgumentException if the map is not in the order of the keys */
    TreeChange(NodeLoader loader, NodeWriter writer, SortedMap<StateKey, Optional<Hash>> changes) {
        this.loader = loader;
        this.writer = writer;
        keys = new StateKey[changes.size()];
        paths = new BitPath[changes.size()];
        replacements = new Node[changes.size()];
        int i = 0;
        for (Map.Entry<StateKey, Optional<Hash>> change : changes.entrySet()) {
            StateKey key = change.getKey();
            if (i > 0 && keys[i - 1].compareTo(key) >= 0) {
                throw new IllegalArgumentException("changes are out of order: " + key + " after " + keys[i - 1]);
            }
            keys[i] = key;
            paths[i] = key.path();
            replacements[i] = change.getValue()
                    .<Node>map(valueHash -> new Leaf(key, valueHash))
                    .orElse(Empty.INSTANCE);
            i++;
        }
    }

    /** The tree after the changes. */
    Node appliedTo(Node root) {
        return apply(root, 0, keys.length);
    }

    private Node apply(Node node, int low, int high) {
        if (low == high) {
            return node;
        }
        if (high - low == 1 && isPlaceOf(node, keys[low])) {
            return replacements[low];
        }
        BitPath first = paths[low];
        int parting = first.commonPrefixLength(paths[high - 1]);
        if (node instanceof Empty) {
            return branch(first.prefix(parting), node, node, low, high);
        }
        BitPath place = place(node);
        int depth = Math.min(parting, first.commonPrefixLength(place));
        if (depth < place.length()) {
            boolean goesLeft = place.bit(depth) == 0;
            Node left = goesLeft ? node : Empty.INSTANCE;
            Node right = goesLeft ? Empty.INSTANCE : node;
            return branch(first.prefix(depth), left, right, low, high);
        }
        if (node instanceof Stub stub) {
            Inner inner = loader.load(stub);
            Node changed = branch(place, inner.left(), inner.right(), low, high);
            if (hash(changed).equals(stub.hash())) {
                return stub;
            }
            writer.drop(stub);
            return changed;
        }
        Inner inner = (Inner) node;
        return branch(place, inner.left(), inner.right(), low, high);
    }

    private static boolean isPlaceOf(Node node, StateKey key) {
        return node instanceof Empty || (node instanceof Leaf leaf && leaf.key().equals(key));
    }

    private static BitPath place(Node node) {
        if (node instanceof Leaf leaf) {
            return leaf.key().path();
        }
        return node instanceof Stub stub ? stub.prefix() : ((Inner) node).prefix();
    }

    private Node branch(BitPath prefix, Node left, Node right, int low, int high) {
        int middle = firstWithOne(prefix.length(), low, high);
        return join(prefix, apply(left, low, middle), apply(right, middle, high));
    }

    private Node join(BitPath prefix, Node left, Node right) {
        if (left instanceof Empty) {
            return right;
        }
        return right instanceof Empty
                ? left
                : new Inner(prefix, left, right, hashes.inner(prefix, hash(left), hash(right)));
    }

    /** The first of the changes in [low, high) whose bit {@code depth} is one. They are equal up to there. */
    private int firstWithOne(int depth, int low, int high) {
        int from = low;
        int to = high;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (paths[middle].bit(depth) == 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    Hash hash(Node node) {
        return hash(node, hashes);
    }

    static Hash hash(Node node, StateHashes hashes) {
        if (node instanceof Leaf leaf) {
            return hashes.leaf(leaf.key(), leaf.valueHash());
        } else if (node instanceof Inner inner) {
            return inner.hash();
        } else if (node instanceof Stub stub) {
            return stub.hash();
        }
        return StateHashes.EMPTY;
    }
}
