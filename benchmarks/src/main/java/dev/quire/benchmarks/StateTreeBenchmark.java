package dev.quire.benchmarks;

import dev.quire.hash.Hash;
import dev.quire.internal.statetree.StateTree;
import dev.quire.internal.statetree.TreeRoot;
import dev.quire.internal.statetree.TreeUpdate;
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
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One block's change of the state tree: 1,000 of 100,000 keys get new values, and the new version is written. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the methods marked Setup first.
public class StateTreeBenchmark {
    private static final int KEYS = 100_000;
    private static final int CHANGES = 1_000;
    private static final int KEY_SIZE = 32;

    /** Where the versions are kept. */
    @Param({"memory", "rocksdb"})
    public String store = "memory";

    private final StateHashes hashes = new StateHashes();
    private final SplittableRandom random = new SplittableRandom(1);
    private OpenStore open;
    private TreeRoot root = TreeRoot.EMPTY;
    private long version;
    private SortedMap<StateKey, Optional<Hash>> changes;

    @Setup
    public void setUp() throws IOException {
        open = store.equals("memory") ? OpenStore.inMemory() : OpenStore.rocksDb();
        changes = new TreeMap<>();
        for (int key = 0; key < KEYS; key++) {
            change(key);
        }
        update();
        open.store().flush();
    }

    @Setup(Level.Invocation)
    public void chooseChanges() {
        changes = new TreeMap<>();
        while (changes.size() < CHANGES) {
            change(random.nextInt(KEYS));
        }
    }

    private void change(int key) {
        Hash value = hashes.value(Samples.bytes(random.nextLong(), KEY_SIZE));
        changes.put(new StateKey(1, Samples.bytes(key, KEY_SIZE)), Optional.of(value));
    }

    @Benchmark
    public TreeRoot update() throws IOException {
        version++;
        TreeUpdate update = StateTree.update(root, key -> open.store().get(Column.TREE, key), version, changes);
        List<StoreWrite> writes = new ArrayList<>();
        update.newNodes().forEach((key, node) -> writes.add(StoreWrite.put(Column.TREE, key, node)));
        update.staleNodes().forEach(key -> writes.add(StoreWrite.delete(Column.TREE, key)));
        open.store().write(version, writes);
        root = update.newRoot();
        return root;
    }

    @TearDown
    public void tearDown() throws IOException {
        open.close();
    }
}
