package dev.quire.internal.memory;

import dev.quire.codec.Bytes;
import dev.quire.spi.store.StoreReader.StoreEntry;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A persistent sorted map as an AVL tree: a change copies the path to its key and leaves every older version as it was,
 * so a snapshot is one reference. {@code null} is the empty tree.
 */
record SortedTree(
        StoreEntry entry,
        @Nullable SortedTree left,
        @Nullable SortedTree right,
        int depth) {

    static SortedTree put(@Nullable SortedTree tree, StoreEntry entry) {
        if (tree == null) {
            return join(null, entry, null);
        }
        int order = entry.key().compareTo(tree.entry.key());
        if (order == 0) {
            return join(tree.left, entry, tree.right);
        }
        return order < 0
                ? balance(put(tree.left, entry), tree.entry, tree.right)
                : balance(tree.left, tree.entry, put(tree.right, entry));
    }

    static @Nullable SortedTree remove(@Nullable SortedTree tree, Bytes key) {
        if (tree == null) {
            return null;
        }
        int order = key.compareTo(tree.entry.key());
        if (order < 0) {
            return balance(remove(tree.left, key), tree.entry, tree.right);
        }
        if (order > 0) {
            return balance(tree.left, tree.entry, remove(tree.right, key));
        }
        if (tree.left == null) {
            return tree.right;
        }
        if (tree.right == null) {
            return tree.left;
        }
        StoreEntry next = first(tree.right);
        return balance(tree.left, next, remove(tree.right, next.key()));
    }

    /** The entry with the greatest key that is at most {@code key}. */
    static Optional<StoreEntry> floor(@Nullable SortedTree tree, Bytes key) {
        @Nullable StoreEntry best = null;
        @Nullable SortedTree here = tree;
        while (here != null) {
            boolean candidate = here.entry.key().compareTo(key) <= 0;
            if (candidate) {
                best = here.entry;
            }
            here = candidate ? here.right : here.left;
        }
        return Optional.ofNullable(best);
    }

    /** Adds the entries from {@code from} on, below {@code to} where there is one, until {@code found} holds {@code limit}. */
    static void range(@Nullable SortedTree tree, Bytes from, Optional<Bytes> to, int limit, List<StoreEntry> found) {
        if (tree == null || found.size() >= limit) {
            return;
        }
        Bytes key = tree.entry.key();
        boolean atOrAbove = key.compareTo(from) >= 0;
        boolean below = to.isEmpty() || key.compareTo(to.get()) < 0;
        if (atOrAbove) {
            range(tree.left, from, to, limit, found);
        }
        if (atOrAbove && below && found.size() < limit) {
            found.add(tree.entry);
        }
        if (below) {
            range(tree.right, from, to, limit, found);
        }
    }

    private static StoreEntry first(SortedTree tree) {
        SortedTree here = tree;
        while (here.left != null) {
            here = here.left;
        }
        return here.entry;
    }

    private static SortedTree join(@Nullable SortedTree left, StoreEntry entry, @Nullable SortedTree right) {
        return new SortedTree(entry, left, right, 1 + Math.max(depth(left), depth(right)));
    }

    /** Joins two trees whose depths differ by at most two. */
    private static SortedTree balance(@Nullable SortedTree left, StoreEntry entry, @Nullable SortedTree right) {
        if (left != null && depth(left) > depth(right) + 1) {
            SortedTree inner = left.right;
            if (inner == null || depth(left.left) >= depth(inner)) {
                return join(left.left, left.entry, join(inner, entry, right));
            }
            return join(join(left.left, left.entry, inner.left), inner.entry, join(inner.right, entry, right));
        }
        if (right != null && depth(right) > depth(left) + 1) {
            SortedTree inner = right.left;
            if (inner == null || depth(right.right) >= depth(inner)) {
                return join(join(left, entry, inner), right.entry, right.right);
            }
            return join(join(left, entry, inner.left), inner.entry, join(inner.right, right.entry, right.right));
        }
        return join(left, entry, right);
    }

    private static int depth(@Nullable SortedTree tree) {
        return tree == null ? 0 : tree.depth;
    }
}
