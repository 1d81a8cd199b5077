package dev.quire.internal.mempool;

/**
 * How much may wait.
 *
 * @param maxBytes of encoded transactions together
 * @param maxTransactions altogether
 * @param maxPerSender of one sender
 */
public record MempoolLimits(long maxBytes, int maxTransactions, int maxPerSender) {
    public MempoolLimits {
        if (maxBytes < 1 || maxTransactions < 1 || maxPerSender < 1) {
            throw new IllegalArgumentException("mempool limits must be 1 or more: " + maxBytes + " bytes, "
                    + maxTransactions + " transactions, " + maxPerSender + " per sender");
        }
    }

    /** 64 MiB, 100,000 transactions, 256 of one sender. */
    public static MempoolLimits defaults() {
        return new MempoolLimits(64L * 1024 * 1024, 100_000, 256);
    }
}
