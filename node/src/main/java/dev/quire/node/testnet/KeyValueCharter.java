package dev.quire.node.testnet;

import dev.quire.block.Genesis.PluginGenesis;
import dev.quire.block.PluginVersion;
import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.kv.KeyValueStateMachine;
import dev.quire.spi.state.StateMachine;
import java.util.List;

/** A chain of keys and values, to try things out. */
final class KeyValueCharter implements Charter {
    @Override
    public String chainName() {
        return "testnet";
    }

    @Override
    public String memberName(int node) {
        return Testnet.name(node);
    }

    @Override
    public List<StateMachine> plugins() {
        return List.of(new KeyValueStateMachine());
    }

    @Override
    public List<PluginGenesis> genesis(List<PublicKey> nodes) {
        return List.of(new PluginGenesis(
                new PluginVersion(KeyValueStateMachine.ID, new KeyValueStateMachine().version()), Bytes.EMPTY));
    }

    @Override
    public List<String> settings(int node) {
        return List.of();
    }
}
