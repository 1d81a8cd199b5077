package dev.quire.internal.runtime;

import dev.quire.block.Genesis;
import dev.quire.internal.mempool.MempoolLimits;
import dev.quire.spi.consensus.ConsensusProtocol;
import dev.quire.spi.state.StateMachine;
import java.util.List;

/**
 * What a node is told about itself, all members alike but for the limits.
 *
 * @param plugins those of the genesis document
 * @param segmentBytes the size of a journal segment
 * @param reserveBytes with less left on the disk the node takes no transactions, with less than half of it it writes
 *     nothing any more; 0: whatever is left
 * @param retention which blocks the node keeps
 * @param snapshotEveryBlocks at each height that is a multiple of it the node takes a snapshot, and drops no block above
 *     the newest one; 0: it takes none
 */
public record NodeConfig(
        Genesis genesis,
        List<StateMachine> plugins,
        ConsensusProtocol protocol,
        MempoolLimits mempoolLimits,
        int segmentBytes,
        long reserveBytes,
        RetentionRule retention,
        long snapshotEveryBlocks) {
    /** On a disk without a bound, and for ever. */
    public NodeConfig(
            Genesis genesis,
            List<StateMachine> plugins,
            ConsensusProtocol protocol,
            MempoolLimits mempoolLimits,
            int segmentBytes) {
        this(genesis, plugins, protocol, mempoolLimits, segmentBytes, 0, RetentionRule.ALL, 0);
    }

    public NodeConfig {
        plugins = List.copyOf(plugins);
    }
}
