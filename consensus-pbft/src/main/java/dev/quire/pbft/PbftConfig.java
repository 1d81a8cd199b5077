package dev.quire.pbft;

import java.util.ArrayList;
import java.util.List;

/**
 * The times and limits of a PBFT member. Members may differ in all but {@code rotateEveryBlocks}; only liveness suffers.
 *
 * @param rotateEveryBlocks the proposer moves on after so many heights even if all is well; 0: only with the view. A
 *     parameter of the chain: the same at all members. Default 0
 * @param viewTimeoutMinMicros how long work may wait for a block before the member asks for the next view; doubles with
 *     every view that brings none. Well above the time to execute and sync a block. Default 1 s
 * @param viewTimeoutMaxMicros the most that it grows to; a quarter may be added as jitter. Default 10 s
 * @param resendMinMicros how long a member waits for news before it says again what it last said. Default 200 ms
 * @param resendMaxMicros the most that this pause grows to while nothing happens. Default 5 s
 * @param readTimeoutMicros a read that no quorum answered in that time is answered "try again". Default 2 s
 * @param maxOpenReads linearizable reads that may wait at a time; more are answered "try again". Default 4096
 * @param maxPendingBytes bytes of blocks kept that are not decided yet. Default 64 MiB
 * @param catchUpBytes bytes of blocks in one answer to a late member, unless one block alone is larger. Default 1 MiB
 */
public record PbftConfig(
        int rotateEveryBlocks,
        long viewTimeoutMinMicros,
        long viewTimeoutMaxMicros,
        long resendMinMicros,
        long resendMaxMicros,
        long readTimeoutMicros,
        int maxOpenReads,
        long maxPendingBytes,
        int catchUpBytes) {
    /** @throws IllegalArgumentException naming every value that cannot work, and why */
    public PbftConfig {
        List<String> problems = new ArrayList<>();
        if (rotateEveryBlocks < 0) {
            problems.add("rotateEveryBlocks " + rotateEveryBlocks + " must not be negative");
        }
        if (viewTimeoutMinMicros <= 0 || viewTimeoutMaxMicros < viewTimeoutMinMicros) {
            problems.add("viewTimeoutMinMicros " + viewTimeoutMinMicros + " must be above 0 and not above the maximum "
                    + viewTimeoutMaxMicros);
        }
        if (resendMinMicros <= 0 || resendMaxMicros < resendMinMicros) {
            problems.add("resendMinMicros " + resendMinMicros + " must be above 0 and not above the maximum "
                    + resendMaxMicros);
        }
        if (readTimeoutMicros <= 0 || maxOpenReads < 1) {
            problems.add("readTimeoutMicros and maxOpenReads must be above 0");
        }
        if (maxPendingBytes < 1 || catchUpBytes < 1) {
            problems.add("maxPendingBytes and catchUpBytes must be above 0");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("PBFT configuration: " + String.join("; ", problems));
        }
    }

    /** The defaults named above. */
    public static PbftConfig defaults() {
        return new PbftConfig(0, 1_000_000, 10_000_000, 200_000, 5_000_000, 2_000_000, 4096, 64L << 20, 1 << 20);
    }
}
