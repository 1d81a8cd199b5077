package dev.quire.node.api;

import dev.quire.spi.state.StateMachine;
import java.util.List;

/** The chain's plugins, as paths name them. */
record PluginNames(List<StateMachine> plugins) {
    /** The number of the plugin with this name or number, or the end of the request. */
    int id(String nameOrNumber) {
        return plugins.stream()
                .filter(plugin -> plugin.name().equals(nameOrNumber)
                        || String.valueOf(plugin.id()).equals(nameOrNumber))
                .findFirst()
                .orElseThrow(() -> new ProblemException(Problem.notFound(
                        "this chain has no plugin " + nameOrNumber,
                        "It has " + plugins.stream().map(StateMachine::name).toList())))
                .id();
    }
}
