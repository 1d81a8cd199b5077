package dev.quire.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.HdrHistogram.Histogram;

/**
 * What one window of outstanding transactions came to.
 *
 * @param window how many transactions were outstanding at most
 * @param committedMicros from submission at the leader to the acknowledgement COMMITTED there
 * @param certifiedMicros from submission to CERTIFIED; a sample where the window is wide
 * @param processCpuNanos of the whole JVM: all nodes, the load and the garbage collector
 * @param senders checks of transactions' signatures, all nodes together
 * @param members signatures of members made and checked, all nodes together
 */
record ConsensusResult(
        Protocol protocol,
        Signing signing,
        int window,
        int transactions,
        double seconds,
        Histogram committedMicros,
        Histogram certifiedMicros,
        long processCpuNanos,
        Meter.Reading senders,
        Meter.Reading members,
        BlockBytes chain) {

    /**
     * What the leader's newest blocks consist of.
     *
     * @param committed how many blocks the load came to; {@code sampled} of them were looked at
     * @param bytes encoded, certificates included
     */
    record BlockBytes(long committed, long sampled, long bytes, long certificates, long certificateBytes) {
        double certificateShare() {
            return (double) certificateBytes / Math.max(1, bytes);
        }
    }

    double perSecond() {
        return transactions / seconds;
    }

    double transactionsPerBlock() {
        return (double) transactions / Math.max(1, chain.committed());
    }

    double cpuMicrosPerTransaction() {
        return processCpuNanos / 1_000.0 / transactions;
    }

    double sendersCpuShare() {
        return (double) senders.cpuNanos() / Math.max(1, processCpuNanos);
    }

    double membersCpuShare() {
        return (double) members.cpuNanos() / Math.max(1, processCpuNanos);
    }

    double memberSignaturesPerBlock() {
        return (double) members.calls() / Math.max(1, chain.committed());
    }

    static double millisAt(Histogram micros, double percentile) {
        return micros.getValueAtPercentile(percentile) / 1_000.0;
    }

    void writeTo(ObjectNode json) {
        json.put("protocol", protocol.toString())
                .put("nodes", protocol.members())
                .put("signing", signing.toString())
                .put("window", window)
                .put("transactions", transactions)
                .put("seconds", seconds)
                .put("transactionsPerSecond", perSecond())
                .put("blocks", chain.committed())
                .put("committedP50Millis", millisAt(committedMicros, 50))
                .put("committedP99Millis", millisAt(committedMicros, 99))
                .put("certifiedP50Millis", millisAt(certifiedMicros, 50))
                .put("certifiedP99Millis", millisAt(certifiedMicros, 99))
                .put("certifiedSamples", certifiedMicros.getTotalCount())
                .put("cpuMicrosPerTransaction", cpuMicrosPerTransaction())
                .put("sendersCpuShare", sendersCpuShare())
                .put("senderChecks", senders.calls())
                .put("membersCpuShare", membersCpuShare())
                .put("memberSignatures", members.calls())
                .put("bytesPerBlock", (double) chain.bytes() / Math.max(1, chain.sampled()))
                .put("certificatesPerBlock", (double) chain.certificates() / Math.max(1, chain.sampled()))
                .put("certificateByteShare", chain.certificateShare());
    }
}
