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
 */
public record NodeConfig(
        Genesis genesis,
        List<StateMachine> plugins,
        ConsensusProtocol protocol,
        MempoolLimits mempoolLimits,
        int segmentBytes) {
    public NodeConfig {
        plugins = List.copyOf(plugins);
    }
}
