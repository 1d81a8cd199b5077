package dev.quire.node.service;

import dev.quire.spi.ledger.Ledger;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a service is started with.
 *
 * @param ledger the node
 * @param values of the settings' keys, without {@code service.NAME.} before them; not blank
 * @param directory which relative paths begin from
 * @param dataDir for the service's own files; not made yet
 */
public record ServiceSettings(Ledger ledger, Map<String, String> values, Path directory, Path dataDir) {
    public ServiceSettings {
        values = new TreeMap<>(values);
    }

    public Optional<String> value(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** A path, relative to the settings' file. */
    public Path path(String value) {
        return directory.resolve(value).normalize();
    }
}
