package dev.quire.internal.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.block.Block;
import dev.quire.block.ConsensusMode;
import dev.quire.block.Genesis;
import dev.quire.block.Genesis.PluginGenesis;
import dev.quire.block.PluginVersion;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.kv.KeyValueStateMachine;
import dev.quire.spi.state.StateMachine;
import java.util.List;
import org.junit.jupiter.api.Test;

class GenesisBlockTest {
    private final Genesis genesis = TestChain.genesis(ConsensusMode.CFT);

    private Genesis with(String script) {
        List<PluginGenesis> plugins =
                List.of(new PluginGenesis(new PluginVersion(ScriptStateMachine.ID, 1), Bytes.utf8(script)));
        return new Genesis(
                "test", genesis.timeMicros(), genesis.salt(), genesis.members(), genesis.parameters(), plugins);
    }

    @Test
    void namesTheDocumentAndItsPlugins() {
        Block block = GenesisBlock.make(genesis, List.of(new ScriptStateMachine(), new KeyValueStateMachine()));
        assertThat(block.header().extensions()).isEqualTo(genesis.hash().bytes());
        assertThat(block.header().pluginVersions())
                .containsExactly(new PluginVersion(0, 1), new PluginVersion(1, 1), new PluginVersion(7, 1));
        assertThat(block.header().previousHash()).isEqualTo(Hash.ZERO);
        assertThat(block.header().chainId()).isEqualTo(Hash.ZERO);
    }

    @Test
    void allPluginProblemsAreToldAtOnce() {
        ScriptStateMachine script = new ScriptStateMachine();
        assertThatThrownBy(() -> GenesisBlock.make(genesis, List.of(script, script)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two plugins have the number 7")
                .hasMessageContaining("plugin 1 of the genesis document is not given");
        assertThatThrownBy(() -> GenesisBlock.make(with(""), List.of(script, new KeyValueStateMachine())))
                .hasMessageContaining("plugin 1 (kv) is not in the genesis document");
    }

    @Test
    void aPayloadThatCannotBeUsedIsNamed() {
        List<StateMachine> plugins = List.of(new ScriptStateMachine());
        assertThatThrownBy(() -> GenesisBlock.make(with("break"), plugins))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("plugin 7")
                .hasMessageContaining("broken on purpose");
        assertThatThrownBy(() ->
                        GenesisBlock.make(with("verify " + "00".repeat(32) + " agreed " + "00".repeat(64)), plugins))
                .hasMessageContaining("no signatures in genesis");
        assertThatThrownBy(() -> GenesisBlock.make(with("spin " + Budget.MAX_STEPS + "\nput a 1"), plugins))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("steps");
    }
}
