package dev.quire.benchmarks;

import dev.quire.Consensus;
import dev.quire.LedgerNode;
import dev.quire.NodeDirectory;
import dev.quire.Retention;
import dev.quire.StateRebuild;
import dev.quire.StorageSettings;
import dev.quire.block.Transaction;
import dev.quire.crypto.Ed25519Key;
import dev.quire.kv.KeyValueStateMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What storage and proofs cost: changes of state trees of several sizes, bytes of proofs, snapshots, a rebuild of the state
 * from the journal, and what a transaction takes on the disk before old blocks are dropped and after.
 */
final class StorageBenchmark {
    private static final long VALIDITY_MICROS = 3_600_000_000L;
    /** Small segments, so that little is preallocated: a quarter of this. */
    private static final long RESERVE_BYTES = 1L << 20;

    private static final int MOST_WAITING = 20_000;
    /** Blocks of one key for each block of many. */
    private static final int SINGLE_KEYS = 40;
    /** The blocks that fill a larger state would take longer than all the rest. */
    private static final int MOST_SNAPSHOT_KEYS = 100_000;

    /**
     * How much is measured.
     *
     * @param keys of the trees, one after the other
     * @param blocks that change each, after half as many that are not measured
     * @param transactions of the chain that is rebuilt and pruned
     * @param window how many of them are outstanding; with few there are many blocks
     */
    record Settings(List<Integer> keys, int blocks, int transactions, int window) {
        static final Settings QUICK = new Settings(List.of(1_000, 10_000), 20, 4_000, 4);
        static final Settings FULL = new Settings(List.of(10_000, 100_000, 1_000_000), 50, 40_000, 16);

        @Override
        public String toString() {
            return "trees of " + keys + " keys of 32 bytes with values of 32, changed by " + blocks + " blocks of "
                    + TreeFigures.CHANGES + " keys and by " + blocks * SINGLE_KEYS + " of one; snapshots of up to "
                    + MOST_SNAPSHOT_KEYS
                    + " keys with values of some 100 bytes, synced chunk by chunk; a chain of " + transactions
                    + " transactions of 300 bytes on one node, " + window + " outstanding";
        }
    }

    private final Settings settings;
    private final Consumer<String> progress;
    private final List<Figure> figures = new ArrayList<>();
    private final Ed25519Key key = Samples.key(1_000);

    StorageBenchmark(Settings settings, Consumer<String> progress) {
        this.settings = settings;
        this.progress = progress;
    }

    List<Figure> run() throws IOException {
        for (int keys : settings.keys()) {
            tree(keys);
        }
        for (int keys : settings.keys()) {
            if (keys <= MOST_SNAPSHOT_KEYS) {
                snapshot(keys);
            }
        }
        try (Scratch scratch = Scratch.create()) {
            chain(scratch.resolve("data"));
        }
        return figures;
    }

    private void tree(int keys) throws IOException {
        progress.accept("a state tree of " + keys + " keys");
        try (TreeFigures tree = TreeFigures.of(keys)) {
            String of = " (" + keys + " keys)";
            changes(
                    "state tree, blocks of " + TreeFigures.CHANGES + of,
                    tree.change(settings.blocks(), TreeFigures.CHANGES));
            changes("state tree, blocks of 1" + of, tree.change(settings.blocks() * SINGLE_KEYS, 1));
            add("state proof of a value" + of, tree.bytesOfValue(), "bytes");
            add("state proof of an absence" + of, tree.bytesOfAbsence(), "bytes");
            add("state proof of a range of " + TreeFigures.RANGE + of, tree.bytesOfRange(), "bytes");
        }
    }

    private void changes(String what, TreeFigures.Changes changes) {
        add(what, changes.keysPerSecond(), "keys/s");
        add(what + ", written", changes.records(), "records/key");
    }

    private void snapshot(int keys) throws IOException {
        progress.accept("a snapshot of " + keys + " keys");
        try (SnapshotFigures figures = SnapshotFigures.of(keys)) {
            SnapshotFigures.Speed speed = figures.measure();
            String of = " (" + keys + " keys)";
            add("snapshot, in all" + of, (double) speed.bytes() / (1 << 20), "MiB");
            add("snapshot, taken" + of, speed.bytes() / speed.takeSeconds() / (1 << 20), "MiB/s");
            add("snapshot, installed" + of, speed.bytes() / speed.installSeconds() / (1 << 20), "MiB/s");
        }
    }

    private void chain(Path data) throws IOException {
        progress.accept("a chain of " + settings.transactions() + " transactions");
        NodeDirectory directory = fill(data);
        long journalBytes = bytes(data.resolve("journal"));
        double before = (double) bytes(data) / settings.transactions();

        progress.accept("a rebuild of its state");
        long begun = System.nanoTime();
        StateRebuild.Report rebuilt = new StateRebuild(directory).run((done, of) -> {});
        double seconds = (System.nanoTime() - begun) / 1e9;
        add("rebuild of the state, blocks", rebuilt.height() / seconds, "blocks/s");
        add("rebuild of the state, transactions", rebuilt.transactions() / seconds, "tx/s");
        add("rebuild of the state, journal", journalBytes / seconds / (1 << 20), "MiB/s");

        progress.accept("its retention");
        prune(data);
        add("on disk, nothing dropped", before, "bytes/tx");
        add("on disk, the newest 256 blocks kept", (double) bytes(data) / settings.transactions(), "bytes/tx");
    }

    private LedgerNode start(Path data, Retention retention) throws IOException {
        return LedgerNode.builder()
                .dataDir(data)
                .identity(key)
                .stateMachine(new KeyValueStateMachine())
                .consensus(Consensus.single())
                .storage(StorageSettings.defaults().withReserve(RESERVE_BYTES).withRetention(retention))
                .start();
    }

    private NodeDirectory fill(Path data) throws IOException {
        try (LedgerNode node = start(data, Retention.ALL)) {
            new ClosedLoad(node, settings.window()).run(transactions(node, 0, settings.transactions()));
            long anchor = node.status().certifiedHeight();
            add(
                    "header proof over " + (anchor - 1) + " blocks, with its anchor",
                    get(node.headerProof(1, OptionalLong.of(anchor))).encoded().size(),
                    "bytes");
            return new NodeDirectory(data, key.publicKey(), node.genesis(), List.of(new KeyValueStateMachine()));
        }
    }

    /** Twice: the first start drops blocks and old states, the second gives back what the first has deleted. */
    private void prune(Path data) throws IOException {
        int sent = settings.transactions();
        for (int round = 0; round < 2; round++) {
            try (LedgerNode node = start(data, new Retention(1, Duration.ZERO, 0))) {
                ClosedLoad one = new ClosedLoad(node, 1);
                one.run(transactions(node, sent++, 1));
                for (int waited = 0; waited < MOST_WAITING && firstHeight(node) == 1; waited++) {
                    one.run(transactions(node, sent++, 1));
                }
            }
        }
    }

    private static long firstHeight(LedgerNode node) {
        return node.storage().orElseThrow().firstHeight();
    }

    private static List<Transaction> transactions(LedgerNode node, int from, int count) {
        long now = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
        return Samples.signed(node.chainId(), now + VALIDITY_MICROS, from, count);
    }

    private static <T> T get(CompletableFuture<T> answer) {
        return answer.orTimeout(1, TimeUnit.MINUTES).join();
    }

    private static long bytes(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            long bytes = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
            return bytes;
        }
    }

    private void add(String of, double value, String unit) {
        figures.add(new Figure(of, value, unit));
    }
}
