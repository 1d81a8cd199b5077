package dev.quire.benchmarks;

import dev.quire.LedgerNode;
import dev.quire.block.Transaction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Whole nodes under load: signed key-value puts of 300 bytes, kept outstanding up to a window, each timed until its
 * block is committed and applied on the node that it was given to. All nodes and the load share this machine.
 */
final class ClusterBenchmark {
    private static final long VALIDITY_MICROS = 3_600_000_000L;

    /**
     * How much is sent.
     *
     * @param warmUp transactions that are not measured, so that the JIT has compiled the road
     * @param bulk transactions of a measurement with many outstanding
     * @param single transactions of a measurement with one outstanding
     */
    record Load(int warmUp, int bulk, int single, int window) {
        static final Load QUICK = new Load(10_000, 20_000, 300, 1_024);
        static final Load FULL = new Load(100_000, 200_000, 2_000, 1_024);
    }

    private final Load load;
    private final Consumer<String> progress;
    private final List<ClusterResult> results = new ArrayList<>();
    private int sent;

    ClusterBenchmark(Load load, Consumer<String> progress) {
        this.load = load;
        this.progress = progress;
    }

    /** One node alone, in memory and on disk; then three that replicate. */
    List<ClusterResult> run() throws IOException {
        try (Cluster cluster = Cluster.aloneInMemory()) {
            bulk("one node, memory", cluster.leader());
        }
        try (Scratch scratch = Scratch.create();
                Cluster cluster = Cluster.alone(scratch)) {
            bulk("one node, disk", cluster.leader());
        }
        raft();
        return results;
    }

    /** Three nodes over TLS, on disk: by way of the leader, and of a follower that forwards. */
    List<ClusterResult> raft() throws IOException {
        try (Scratch scratch = Scratch.create();
                Cluster cluster = Cluster.raft(scratch, 3)) {
            bulk("three nodes, by the leader", cluster.leader());
            bulk("three nodes, by a follower", cluster.follower());
            measure("three nodes, by the leader", cluster.leader(), load.single(), 1);
            measure("three nodes, by a follower", cluster.follower(), load.single(), 1);
        }
        return results;
    }

    private void bulk(String name, LedgerNode node) {
        progress.accept("warming up: " + name);
        new ClosedLoad(node, load.window()).run(puts(node, load.warmUp()));
        measure(name, node, load.bulk(), load.window());
    }

    private void measure(String name, LedgerNode node, int count, int window) {
        progress.accept("measuring: " + name + ", window " + window);
        List<Transaction> transactions = puts(node, count);
        ClosedLoad closed = new ClosedLoad(node, window);
        long blocksBefore = node.status().appliedHeight();
        double seconds = closed.run(transactions);
        long blocks = node.status().appliedHeight() - blocksBefore;
        results.add(new ClusterResult(name, window, count, blocks, seconds, closed.committedMicros()));
    }

    /** Signed before anything is timed, since clients have machines of their own. */
    private List<Transaction> puts(LedgerNode node, int count) {
        long validUntilMicros = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()) + VALIDITY_MICROS;
        List<Transaction> puts = Samples.signed(node.chainId(), validUntilMicros, sent, count);
        sent += count;
        return puts;
    }
}
