package dev.quire.testkit;

import dev.quire.block.Genesis.PluginGenesis;
import dev.quire.block.PluginVersion;
import dev.quire.codec.Bytes;
import dev.quire.spi.state.StateMachine;
import java.util.function.Supplier;

/**
 * A plugin of a simulated ledger.
 *
 * @param maker gives each node a machine of its own, and a new one at every start: what a machine remembers by itself is
 *     lost in a crash
 * @param genesis the payload of its genesis
 */
record SimPlugin(Supplier<? extends StateMachine> maker, Bytes genesis) {
    PluginGenesis inGenesis() {
        StateMachine machine = maker.get();
        return new PluginGenesis(new PluginVersion(machine.id(), machine.version()), genesis);
    }

    StateMachine newMachine() {
        return maker.get();
    }
}
