package dev.quire.benchmarks;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.internal.statetree.StateTree;
import dev.quire.internal.statetree.TreeRoot;
import dev.quire.internal.statetree.TreeUpdate;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.StateHashes;
import dev.quire.merkle.StateKey;
import dev.quire.spi.store.Column;
import dev.quire.spi.store.StateStore.StoreWrite;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** A state tree of random keys in RocksDB: how fast blocks change it, and how large what it proves is. */
final class TreeFigures implements AutoCloseable {
    /** Keys that one block changes. */
    static final int CHANGES = 1_000;

    /** Keys in a proven range. */
    static final int RANGE = 100;

    private static final int KEYS_AT_ONCE = 10_000;
    private static final int SIZE = 32;

    private final StateHashes hashes = new StateHashes();
    private final SplittableRandom random = new SplittableRandom(1);
    private final OpenStore open;
    private final List<StateKey> keys;
    private TreeRoot root = TreeRoot.EMPTY;
    private long version;

    private TreeFigures(OpenStore open, int size) {
        this.open = open;
        this.keys = IntStream.range(0, size)
                .mapToObj(i -> new StateKey(1, Samples.bytes(i, SIZE)))
                .sorted()
                .toList();
    }

    static TreeFigures of(int keys) throws IOException {
        TreeFigures figures = new TreeFigures(OpenStore.rocksDb(), keys);
        for (int from = 0; from < keys; from += KEYS_AT_ONCE) {
            figures.update(figures.keys.subList(from, Math.min(keys, from + KEYS_AT_ONCE)));
        }
        figures.open.store().flush();
        return figures;
    }

    /**
     * What changes cost.
     *
     * @param keysPerSecond tree, values and all writes included
     * @param records of the tree that are written for each key
     */
    record Changes(double keysPerSecond, double records) {}

    /**
     * Keys of one block share the records near the root, and the more of a tree's keys a block changes, the more they share.
     * So what the tree's depth costs is seen where {@code keysPerBlock} is 1.
     */
    Changes change(int blocks, int keysPerBlock) throws IOException {
        for (int i = 0; i < blocks / 2; i++) {
            update(someKeys(keysPerBlock));
        }
        long changed = 0;
        long written = 0;
        long begun = System.nanoTime();
        for (int i = 0; i < blocks; i++) {
            List<StateKey> some = someKeys(keysPerBlock);
            written += update(some);
            changed += some.size();
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        return new Changes(changed / seconds, (double) written / changed);
    }

    private List<StateKey> someKeys(int count) {
        return random.ints(count, 0, keys.size()).distinct().mapToObj(keys::get).toList();
    }

    /** Returns the records of the tree that were written. */
    private int update(List<StateKey> changed) throws IOException {
        version++;
        SortedMap<StateKey, Optional<Hash>> changes = new TreeMap<>();
        List<StoreWrite> writes = new ArrayList<>();
        for (StateKey key : changed) {
            Bytes value = Samples.bytes(random.nextLong(), SIZE);
            changes.put(key, Optional.of(hashes.value(value)));
            writes.add(StoreWrite.put(Column.STATE, key.fullKey(), value));
        }
        TreeUpdate update = StateTree.update(root, key -> open.store().get(Column.TREE, key), version, changes);
        update.newNodes().forEach((key, node) -> writes.add(StoreWrite.put(Column.TREE, key, node)));
        update.staleNodes().forEach(key -> writes.add(StoreWrite.delete(Column.TREE, key)));
        open.store().write(version, writes);
        root = update.newRoot();
        return update.newNodes().size();
    }

    int bytesOfValue() {
        return bytes(KeyRange.of(keys.get(keys.size() / 2)));
    }

    int bytesOfAbsence() {
        return bytes(KeyRange.of(new StateKey(1, Samples.bytes(-1, SIZE))));
    }

    int bytesOfRange() {
        int from = keys.size() / 2 - Math.min(RANGE, keys.size()) / 2;
        return bytes(KeyRange.between(keys.get(from), keys.get(Math.min(keys.size() - 1, from + RANGE))));
    }

    private int bytes(KeyRange asked) {
        return StateTree.prove(
                        root,
                        key -> open.store().get(Column.TREE, key),
                        List.of(asked),
                        key -> open.store().get(Column.STATE, key.fullKey()))
                .encoded()
                .size();
    }

    @Override
    public void close() throws IOException {
        open.close();
    }
}
