package dev.quire.internal.execution;

import dev.quire.block.Block;
import dev.quire.block.BlockHeader;
import dev.quire.block.Genesis;
import dev.quire.block.PublicKey;
import dev.quire.block.ResultLeaf;
import dev.quire.crypto.Ed25519;
import dev.quire.hash.Hash;
import dev.quire.internal.statetree.TreeRoot;
import dev.quire.merkle.HistoryFrontier;
import dev.quire.merkle.MerkleTree;
import dev.quire.spi.state.StateMachine;
import java.util.List;
import java.util.Optional;

/** Block 0, which every member makes from the genesis document alike; its hash is the chain's id. */
public final class GenesisBlock {
    private static final PublicKey NOBODY = new PublicKey(Hash.ZERO.bytes());

    private GenesisBlock() {}

    /**
     * Makes block 0.
     *
     * @throws IllegalArgumentException if the plugins are not those of the document, or one cannot make its part
     */
    public static Block make(Genesis genesis, List<StateMachine> plugins) {
        return execute(genesis, new Plugins(genesis, plugins, new Ed25519())).block();
    }

    static Fork execute(Genesis genesis, Plugins plugins) {
        BlockExecution execution = new BlockExecution(plugins, 0, genesis.timeMicros(), StateLayer.EMPTY);
        for (Genesis.PluginGenesis plugin : genesis.plugins()) {
            execution.acceptGenesis(execute(genesis, plugin, plugins));
        }
        BlockExecution.Finished finished = execution.finish(TreeRoot.EMPTY, nodeKey -> Optional.empty());
        BlockHeader header = new BlockHeader(
                Hash.ZERO,
                0,
                genesis.timeMicros(),
                Hash.ZERO,
                0,
                Hash.ZERO,
                NOBODY,
                MerkleTree.EMPTY_ROOT,
                0,
                MerkleTree.EMPTY_ROOT,
                finished.stateRoot(),
                HistoryFrontier.EMPTY.root(),
                genesis.members().hash(),
                genesis.members().hash(),
                genesis.parameters().hash(),
                plugins.versions(),
                genesis.hash().bytes());
        Block block = new Block(header, Optional.empty(), List.of());
        return new Fork(block, finished, HistoryFrontier.EMPTY, Optional.empty());
    }

    private static Execution execute(Genesis genesis, Genesis.PluginGenesis plugin, Plugins plugins) {
        int id = plugin.plugin().pluginId();
        Call call = new Call(Hash.ZERO, id, 0, genesis.timeMicros(), 0, Hash.ZERO, NOBODY, plugin.payload());
        try {
            Execution execution = plugins.genesis(call);
            if (execution.outcomeCode() != ResultLeaf.APPLIED) {
                throw new IllegalArgumentException("the genesis payload of plugin " + id
                        + " asks for more writes than one transaction may make: " + Budget.MAX_STEPS + " steps, "
                        + Budget.MAX_WRITTEN_BYTES + " bytes");
            }
            return execution;
        } catch (PluginFailedException e) {
            throw new IllegalArgumentException(
                    "the genesis payload of plugin " + id + " cannot be used: "
                            + e.failure().getMessage(),
                    e);
        }
    }
}
