package dev.quire.benchmarks;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.merkle.MerkleTree;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** SHA-256 of one leaf of 256 bytes, and the root over 10,000 of them, leaf hashes included. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class HashBenchmark {
    private static final int LEAVES = 10_000;
    private static final int LEAF_SIZE = 256;

    private final List<Bytes> leaves = IntStream.range(0, LEAVES)
            .mapToObj(i -> Samples.bytes(i, LEAF_SIZE))
            .toList();

    @Benchmark
    public Hash leafHash() {
        return MerkleTree.leafHash(leaves.get(0));
    }

    @Benchmark
    public Hash merkleRoot10k() {
        return MerkleTree.root(MerkleTree.leafHashes(leaves));
    }
}
