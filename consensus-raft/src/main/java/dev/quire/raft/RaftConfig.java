package dev.quire.raft;

import java.util.ArrayList;
import java.util.List;

/**
 * The times and limits of a Raft member. Members may differ in them; only liveness suffers.
 *
 * @param electionTimeoutMinMicros a follower campaigns when it has heard no leader for a time drawn evenly from
 *     [min, max); well above a round trip and a disk sync. Default 300 ms
 * @param electionTimeoutMaxMicros end of that range; a leader that hears no majority for so long steps down. Default
 *     600 ms
 * @param heartbeatMicros how often a leader speaks to each follower; several fit into the shortest election timeout.
 *     Default 75 ms
 * @param maxAppendBytes the most bytes of blocks in one message, unless one block alone is larger. Default 1 MiB
 * @param maxAppendBlocks the most blocks in one message, at most 256. Default 64
 * @param maxInFlightBytes bytes of blocks sent to one follower and not yet acknowledged. Default 8 MiB
 * @param maxInFlightBlocks blocks sent to one follower and not yet acknowledged. Default 64
 * @param maxUncommittedBlocks a leader with so many uncommitted blocks proposes nothing but its term-opening block: what
 *     comes meanwhile shares the next. Default 2, so that a block is made while the one before is replicated. A deeper
 *     pipeline makes many small blocks, each with its own disk write, signature and tree update: of depth 64, 16, 4 and 2,
 *     2 committed most (./bench consensus --consensus raft, three members on two cores, 1,024 signed transactions
 *     outstanding: 1,389, 1,825, 2,458 and 2,624 a second, in blocks of 14, 59, 192 and 296)
 * @param recentBlocks committed blocks kept in memory for followers slightly behind; older ones are read from the
 *     journal. Default 128
 * @param recentBytes the most bytes of those. Default 16 MiB
 * @param sealRetryMicros how often a leader repeats an unanswered request for seals. Default 300 ms
 * @param maxOpenReads linearizable reads that may wait at a time; more are answered "try again". Default 4096
 */
public record RaftConfig(
        long electionTimeoutMinMicros,
        long electionTimeoutMaxMicros,
        long heartbeatMicros,
        int maxAppendBytes,
        int maxAppendBlocks,
        long maxInFlightBytes,
        int maxInFlightBlocks,
        int maxUncommittedBlocks,
        int recentBlocks,
        long recentBytes,
        long sealRetryMicros,
        int maxOpenReads) {
    /** @throws IllegalArgumentException naming every value that cannot work, and why */
    public RaftConfig {
        List<String> problems = new ArrayList<>();
        if (heartbeatMicros <= 0) {
            problems.add("heartbeatMicros " + heartbeatMicros + " must be above 0");
        }
        if (electionTimeoutMinMicros < 2 * heartbeatMicros) {
            problems.add("electionTimeoutMinMicros " + electionTimeoutMinMicros
                    + " must be at least two heartbeats, or one lost message starts an election");
        }
        if (electionTimeoutMaxMicros <= electionTimeoutMinMicros) {
            problems.add("electionTimeoutMaxMicros " + electionTimeoutMaxMicros
                    + " must be above the minimum, or members campaign at the same moment");
        }
        if (maxAppendBlocks < 1 || maxAppendBlocks > RaftCodec.MAX_APPEND_BLOCKS) {
            problems.add("maxAppendBlocks " + maxAppendBlocks + " must be 1 to " + RaftCodec.MAX_APPEND_BLOCKS);
        }
        if (maxAppendBytes < 1 || maxInFlightBytes < 1 || maxInFlightBlocks < 1 || maxUncommittedBlocks < 1) {
            problems.add(
                    "maxAppendBytes, maxInFlightBytes, maxInFlightBlocks and maxUncommittedBlocks must be above 0");
        }
        if (recentBlocks < 0 || recentBytes < 0 || sealRetryMicros <= 0 || maxOpenReads < 1) {
            problems.add("recentBlocks and recentBytes must not be negative, sealRetryMicros and maxOpenReads above 0");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("Raft configuration: " + String.join("; ", problems));
        }
    }

    /** The defaults named above. */
    public static RaftConfig defaults() {
        return new RaftConfig(300_000, 600_000, 75_000, 1 << 20, 64, 8L << 20, 64, 2, 128, 16L << 20, 300_000, 4096);
    }
}
