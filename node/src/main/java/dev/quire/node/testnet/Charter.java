package dev.quire.node.testnet;

import dev.quire.block.Genesis.PluginGenesis;
import dev.quire.block.PublicKey;
import dev.quire.spi.state.StateMachine;
import java.util.List;

/** What a chain is founded for: its name, its plugins and who its members are. */
public interface Charter {
    /** The chain's, at most 64 bytes. */
    String chainName();

    /** What people call a member. */
    String memberName(int node);

    /** One of each plugin of {@link #genesis}, to make block 0 with. */
    List<StateMachine> plugins();

    /**
     * What each plugin starts with, ascending by its id.
     *
     * @param nodes the members' keys, in the nodes' order
     */
    List<PluginGenesis> genesis(List<PublicKey> nodes);

    /** More lines of a node's settings, in their order. */
    List<String> settings(int node);
}
