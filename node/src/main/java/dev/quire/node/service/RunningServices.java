package dev.quire.node.service;

import dev.quire.ConfigurationException;
import dev.quire.ConfigurationException.Problem;
import dev.quire.spi.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/** The services that run beside a node. Used by one thread. */
public final class RunningServices implements AutoCloseable {
    private final SortedMap<String, NodeService.Running> running = new TreeMap<>();

    private RunningServices() {}

    /** The services that the settings name, found but not started. */
    public static final class Found {
        private final SortedMap<String, NodeService> services = new TreeMap<>();
        private final Map<String, Map<String, String>> settings;

        private Found(Map<String, Map<String, String>> settings) {
            this.settings = settings;
        }

        /**
         * Starts all of them, or none.
         *
         * @param directory which relative paths in the settings begin from
         * @param dataDir of the node; each service has a directory of its own in it
         */
        public RunningServices start(Ledger ledger, Path directory, Path dataDir) throws IOException {
            RunningServices started = new RunningServices();
            try {
                for (Map.Entry<String, NodeService> service : services.entrySet()) {
                    String name = service.getKey();
                    Map<String, String> values = settings.getOrDefault(name, Map.of());
                    ServiceSettings given =
                            new ServiceSettings(ledger, values, directory, dataDir.resolve("service-" + name));
                    started.running.put(name, service.getValue().start(given));
                }
                return started;
            } catch (IOException | RuntimeException e) {
                started.close();
                throw e;
            }
        }
    }

    /**
     * Looks for services on the class path.
     *
     * @param settings keys and values by the service's name
     * @throws ConfigurationException naming all that are missing
     */
    public static Found find(Map<String, Map<String, String>> settings) {
        Found found = new Found(settings);
        for (NodeService service : ServiceLoader.load(NodeService.class)) {
            if (settings.containsKey(service.name())) {
                found.services.put(service.name(), service);
            }
        }
        List<Problem> missing = new ArrayList<>();
        for (String name : new TreeMap<>(settings).keySet()) {
            if (!found.services.containsKey(name)) {
                missing.add(new Problem(
                        "service." + name,
                        "(its keys)",
                        "there is no such service on the class path",
                        "Remove its keys, or put its jar on the class path"));
            }
        }
        if (!missing.isEmpty()) {
            throw new ConfigurationException(missing);
        }
        return found;
    }

    /** Where each is reached, by name. */
    public SortedMap<String, String> addresses() {
        SortedMap<String, String> addresses = new TreeMap<>();
        running.forEach((name, service) -> addresses.put(name, service.address()));
        return addresses;
    }

    @Override
    public void close() {
        running.values().forEach(NodeService.Running::close);
        running.clear();
    }
}
