package dev.quire.node.config;

import dev.quire.ConfigurationException;
import dev.quire.block.Genesis;
import dev.quire.kv.KeyValueStateMachine;
import dev.quire.spi.state.StateMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** The plugins that this program has: the built-in ones and those that {@link ServiceLoader} finds on the class path. */
public final class PluginCatalog {
    private PluginCatalog() {}

    /**
     * The plugins that a chain runs, in the order of its genesis document.
     *
     * @throws ConfigurationException naming all that are missing or have another version
     */
    public static List<StateMachine> choose(Genesis genesis) {
        List<StateMachine> available = available();
        Problems problems = new Problems();
        List<StateMachine> chosen = new ArrayList<>();
        for (Genesis.PluginGenesis wanted : genesis.plugins()) {
            int id = wanted.plugin().pluginId();
            int version = wanted.plugin().version();
            List<StateMachine> found =
                    available.stream().filter(plugin -> plugin.id() == id).toList();
            if (found.size() == 1 && found.get(0).version() == version) {
                chosen.add(found.get(0));
            } else {
                problems.add(
                        "genesis.file",
                        "plugin " + id + " version " + version,
                        found.size() > 1 ? "several plugins on the class path have this number" : why(found),
                        "Put exactly the plugin's jar of that version on the class path");
            }
        }
        problems.throwIfAny();
        return chosen;
    }

    private static String why(List<StateMachine> found) {
        return found.isEmpty()
                ? "no plugin on the class path has this number"
                : "the one on the class path has version " + found.get(0).version();
    }

    private static List<StateMachine> available() {
        List<StateMachine> available = new ArrayList<>(List.of(new KeyValueStateMachine()));
        ServiceLoader.load(StateMachine.class).forEach(available::add);
        return available;
    }
}
