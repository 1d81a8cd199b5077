package dev.quire.benchmarks;

import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519;
import dev.quire.crypto.Ed25519Key;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Ed25519 over 300 bytes: signing, rule T for transactions, rule M for members' votes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SignatureBenchmark {
    private final Ed25519 scheme = new Ed25519();
    private final Ed25519Key key = Samples.key(1);
    private final Bytes message = Samples.bytes(2, 300);
    private final Signature signature = key.sign(message);

    @Benchmark
    public Signature sign() {
        return key.sign(message);
    }

    @Benchmark
    public boolean verifyTransaction() {
        return scheme.verifyTransaction(key.publicKey(), message, signature);
    }

    @Benchmark
    public boolean verifyMember() {
        return scheme.verifyMember(key.publicKey(), message, signature);
    }
}
