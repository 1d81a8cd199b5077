package dev.quire.internal.statetree;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.internal.statetree.Node.Empty;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.StateKey;
import dev.quire.merkle.StateProof;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The path-compressed binary trie over ordered keys whose root stands in every header (ARCHITECTURE.md, section 3.3).
 * Its shape depends on the set of keys alone.
 *
 * <p>Stores nothing: an update gives back the records to write and those that became stale. Records are never changed,
 * so every version stays readable until its stale records are deleted. Pure functions; safe for use by several threads
 * as far as the readers are.
 */
public final class StateTree {
    private StateTree() {}

    /**
     * Puts and deletes keys. Reads only the records on the way to them.
     *
     * @param reader gives the records of {@code parent}
     * @param version above that of {@code parent}, unless that is empty: the height of the block that makes the change
     * @param changes in the keys' own order; the hash of the new value, or empty to delete, which a key that is not there
     *     allows
     * @throws IllegalArgumentException if the version does not grow or the changes are in another order
     * @throws dev.quire.spi.store.StoreCorruptionException if a record is missing or damaged
     */
    public static TreeUpdate update(
            TreeRoot parent, NodeReader reader, long version, SortedMap<StateKey, Optional<Hash>> changes) {
        if (version < 0 || (!parent.isEmpty() && version <= parent.version())) {
            throw new IllegalArgumentException(
                    "version " + version + " does not follow version " + parent.version() + " of the tree");
        }
        return change(parent, reader, version, changes);
    }

    /**
     * As {@link #update}, but within one version: the tree grows in pieces, and those before the last are of no use to
     * anybody. The records given back replace those of the same keys.
     *
     * @param parent of the same version, or empty
     */
    public static TreeUpdate extend(
            TreeRoot parent, NodeReader reader, long version, SortedMap<StateKey, Optional<Hash>> changes) {
        if (!parent.isEmpty() && version != parent.version()) {
            throw new IllegalArgumentException("version " + parent.version() + " cannot grow in version " + version);
        }
        TreeUpdate update = change(parent, reader, version, changes);
        List<Bytes> stale = update.staleNodes().stream()
                .filter(key -> !update.newNodes().containsKey(key))
                .toList();
        return new TreeUpdate(update.newRoot(), update.newNodes(), stale);
    }

    private static TreeUpdate change(
            TreeRoot parent, NodeReader reader, long version, SortedMap<StateKey, Optional<Hash>> changes) {
        if (changes.isEmpty()) {
            return unchanged(parent);
        }
        NodeLoader loader = new NodeLoader(reader);
        NodeWriter writer = new NodeWriter(version, loader);
        TreeChange change = new TreeChange(loader, writer, changes);
        Node root = change.appliedTo(loader.load(parent));
        Hash rootHash = change.hash(root);
        if (rootHash.equals(parent.hash())) {
            return unchanged(parent);
        }
        if (!parent.isEmpty()) {
            writer.dropRoot(parent);
        }
        if (root instanceof Empty) {
            return new TreeUpdate(TreeRoot.EMPTY, writer.records(), writer.stale());
        }
        writer.writeRoot(root);
        return new TreeUpdate(new TreeRoot(rootHash, version), writer.records(), writer.stale());
    }

    /** A key that is above those of all records of {@code version} and below those of all later ones. */
    public static Bytes endOf(long version) {
        return NodeFormat.endKey(version);
    }

    /** The version of the record under {@code nodeKey}. */
    public static long versionOf(Bytes nodeKey) {
        return nodeKey.asBuffer().getLong();
    }

    private static TreeUpdate unchanged(TreeRoot parent) {
        return new TreeUpdate(parent, new TreeMap<>(), List.of());
    }

    /**
     * Proves what the state has in {@code ranges}, and has not.
     *
     * @param reader gives the records of {@code root}
     * @param values gives the values of {@code root}'s version
     * @throws ProofTooLargeException if the ranges hold too much for one proof
     * @throws dev.quire.spi.store.StoreCorruptionException if a record is missing or damaged, or a value is another one
     */
    public static StateProof prove(TreeRoot root, NodeReader reader, List<KeyRange> ranges, ValueReader values) {
        NodeLoader loader = new NodeLoader(reader);
        return new ProofBuilder(loader, values).build(loader.load(root), ranges);
    }
}
