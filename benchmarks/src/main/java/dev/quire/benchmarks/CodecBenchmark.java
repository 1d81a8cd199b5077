package dev.quire.benchmarks;

import dev.quire.block.Block;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Canonical bytes of a transaction of 300 bytes, whose id is hashed in either direction, and of a block of 1,000 of
 * them, which is encoded from encoded transactions.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the method marked Setup first.
public class CodecBenchmark {
    private Block block;
    private Transaction.Unsigned unsigned;
    private Transaction transaction;
    private Bytes encodedBlock;

    @Setup
    public void setUp() throws IOException {
        try (BlockPair pair = BlockPair.inMemory()) {
            block = pair.build(pair.nextTransactions(1_000));
        }
        encodedBlock = block.encoded();
        transaction = block.transactions().get(0);
        unsigned = new Transaction.Unsigned(
                transaction.chainId(),
                transaction.pluginId(),
                transaction.validUntilMicros(),
                transaction.nonce(),
                transaction.sender(),
                transaction.payload());
    }

    @Benchmark
    public Transaction encodeTransaction() {
        return unsigned.signed(transaction.signature());
    }

    @Benchmark
    public Transaction decodeTransaction() throws MalformedException {
        return Transaction.decode(transaction.encoded());
    }

    @Benchmark
    public Block encodeBlock() {
        return new Block(block.header(), block.lastCertificate(), block.transactions());
    }

    @Benchmark
    public Block decodeBlock() throws MalformedException {
        return Block.decode(encodedBlock);
    }
}
