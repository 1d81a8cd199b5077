package dev.quire.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.HdrHistogram.Histogram;

/**
 * What a load came to.
 *
 * @param window how many transactions were outstanding at most
 * @param transactions committed within the measured time
 * @param blocks that held them
 * @param latencyMicros from the call of {@code commit} to its future's completion, on the node that was called
 */
record ClusterResult(String name, int window, int transactions, long blocks, double seconds, Histogram latencyMicros) {
    double perSecond() {
        return transactions / seconds;
    }

    double millisAt(double percentile) {
        return latencyMicros.getValueAtPercentile(percentile) / 1_000.0;
    }

    double maxMillis() {
        return latencyMicros.getMaxValue() / 1_000.0;
    }

    double transactionsPerBlock() {
        return (double) transactions / Math.max(1, blocks);
    }

    void writeTo(ObjectNode json) {
        json.put("name", name)
                .put("window", window)
                .put("transactions", transactions)
                .put("blocks", blocks)
                .put("seconds", seconds)
                .put("transactionsPerSecond", perSecond())
                .put("p50Millis", millisAt(50))
                .put("p99Millis", millisAt(99))
                .put("maxMillis", maxMillis());
    }
}
