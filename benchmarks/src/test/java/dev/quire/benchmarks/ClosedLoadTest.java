package dev.quire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.LedgerNode;
import dev.quire.block.Transaction;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ClosedLoadTest {
    @Test
    void isRunAgain() throws IOException {
        try (Cluster cluster = Cluster.aloneInMemory()) {
            LedgerNode node = cluster.leader();
            ClosedLoad load = new ClosedLoad(node, 2);

            assertThat(load.run(transactions(node, 0))).isPositive();
            assertThat(load.run(transactions(node, 3))).isPositive();
        }
    }

    private static List<Transaction> transactions(LedgerNode node, int from) {
        long validUntilMicros =
                TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()) + TimeUnit.MINUTES.toMicros(1);
        return Samples.signed(node.chainId(), validUntilMicros, from, 3);
    }
}
