package dev.quire.benchmarks;

import dev.quire.block.Block;
import dev.quire.block.Transaction;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A block of 1,000 key-value puts on RocksDB: built and committed by a leader, validated and committed by a follower, on
 * one thread. The senders' signatures count as checked: {@link SignatureBenchmark} has those.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the methods marked Setup first.
public class BlockBenchmark {
    private static final int TRANSACTIONS = 1_000;

    private BlockPair pair;
    private List<Transaction> candidates;

    @Setup
    public void setUp() throws IOException {
        pair = BlockPair.onRocksDb();
    }

    @Setup(Level.Invocation)
    public void nextTransactions() {
        candidates = pair.nextTransactions(TRANSACTIONS);
    }

    @Benchmark
    public Block buildValidateCommit() throws IOException {
        Block block = pair.build(candidates);
        pair.validate(block);
        pair.commit(block);
        return block;
    }

    @TearDown
    public void tearDown() throws IOException {
        pair.close();
    }
}
