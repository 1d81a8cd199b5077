package dev.quire.gateway.service;

import dev.quire.health.keys.Secret;
import dev.quire.health.keys.file.DrawnPassphrase;
import dev.quire.health.keys.file.KeyFile;
import dev.quire.health.keys.file.KeyKind;
import dev.quire.node.service.ServiceSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;

/** The files of the rural hospital that its service reads, and the settings that name them. */
final class RuralFiles {
    private final Country country;
    private final Path directory;

    private RuralFiles(Country country, Path directory) {
        this.country = country;
        this.directory = directory;
    }

    static RuralFiles write(Country country, Path directory) throws IOException {
        RuralFiles files = new RuralFiles(country, directory);
        country.rural().gateway.save(directory.resolve("gateway.key"));
        try (DrawnPassphrase passphrase = DrawnPassphrase.draw(country.random);
                Secret secret = Secret.wrap(country.rural().custodianSecret.clone())) {
            passphrase.save(directory.resolve("passphrase"));
            KeyFile.write(
                    directory.resolve("custodian-1.key"), KeyKind.CUSTODIAN_KEY, secret, passphrase, country.random);
        }
        return files;
    }

    /** A line that only its owner may read. */
    Path secret(String name, String line) throws IOException {
        Path file = Files.createFile(
                directory.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, line + "\n");
    }

    /** @param more besides what a service cannot do without, which listens on any port */
    ServiceSettings settings(Map<String, String> more) {
        Map<String, String> values = new TreeMap<>(Map.of(
                "listen", "127.0.0.1:0",
                "org", country.rural().orgId.toHex(),
                "gateway-key", "gateway.key",
                "passphrase-file", "passphrase",
                "custodian-key.1", "custodian-1.key"));
        values.putAll(more);
        return new ServiceSettings(country.ledger, values, directory, directory.resolve("data"));
    }
}
