package dev.quire.gateway.service;

import dev.quire.ConfigurationException;
import dev.quire.ConfigurationException.Problem;
import dev.quire.crypto.Ed25519Key;
import dev.quire.gateway.upkeep.FileOutbox;
import dev.quire.gateway.upkeep.Upkeep;
import dev.quire.gateway.vault.PostgresSettings;
import dev.quire.health.Id;
import dev.quire.health.keys.Secret;
import dev.quire.health.keys.X25519Key;
import dev.quire.health.keys.file.KeyFile;
import dev.quire.health.keys.file.KeyKind;
import dev.quire.health.keys.file.PassphraseFile;
import dev.quire.node.config.HostPort;
import dev.quire.node.service.ServiceSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What {@code service.health-member.} keys say.
 *
 * @param connectionsPerAddress that may be open at one time
 * @param gatewayKey signs the custodian's log and is shown to callers
 * @param custodianKeys by epoch
 * @param database of the vault; empty: a file in the node's data directory
 * @param members where the other members' services are
 * @param outbox where the hospital's deals wait
 * @param outboxRoom how many of them for one custodian
 */
record HealthMemberSettings(
        Id orgId,
        HostPort listen,
        int connectionsPerAddress,
        Ed25519Key gatewayKey,
        Map<Integer, X25519Key> custodianKeys,
        Optional<PostgresSettings> database,
        Map<Id, URI> members,
        Path outbox,
        int outboxRoom,
        Upkeep.Settings upkeep) {
    private static final String CUSTODIAN_KEY = "custodian-key.";
    private static final String MEMBER = "member.";
    private static final Set<String> KEYS = Set.of(
            "listen",
            "connections-per-address",
            "org",
            "gateway-key",
            "passphrase-file",
            "vault.url",
            "vault.user",
            "vault.password-file",
            "outbox",
            "outbox-room",
            "deliver-every",
            "sweep-after",
            "check-every",
            "check-bytes-per-second");

    /** @throws ConfigurationException with all that is wrong */
    static HealthMemberSettings of(ServiceSettings settings) {
        return new Reading(settings).settings();
    }

    private static int connections(String text) {
        int connections = Integer.parseInt(text);
        if (connections < 1 || connections > MemberServer.MAX_CONNECTIONS) {
            throw new IllegalArgumentException("so many there are not");
        }
        return connections;
    }

    private static final class Reading {
        private final ServiceSettings given;
        private final List<Problem> problems = new ArrayList<>();

        Reading(ServiceSettings given) {
            this.given = given;
        }

        HealthMemberSettings settings() {
            for (String key : given.values().keySet()) {
                if (!KEYS.contains(key) && !key.startsWith(CUSTODIAN_KEY) && !key.startsWith(MEMBER)) {
                    problem(key, "there is no such key", "Remove it, or compare it with docs/healthcare/service.md");
                }
            }
            Optional<HostPort> listen = read("listen", "host:port, as in 127.0.0.1:7200", HostPort::parse);
            Optional<Integer> perAddress = readIfThere(
                    "connections-per-address",
                    "a number from 1 to " + MemberServer.MAX_CONNECTIONS,
                    HealthMemberSettings::connections);
            Optional<Id> orgId = read("org", "the member's id, 32 hexadecimal digits", Id::fromHex);
            Optional<Ed25519Key> gatewayKey = read("gateway-key", "the gateway's key file", value -> {
                return Ed25519Key.load(given.path(value));
            });
            Map<Integer, X25519Key> custodianKeys = custodianKeys();
            Optional<PostgresSettings> database = given.value("vault.url").isPresent() ? database() : Optional.empty();
            Map<Id, URI> members = members();
            Optional<Integer> outboxRoom = readIfThere(
                    "outbox-room", "how many deals wait for one custodian, 1 or more", FileOutbox::parseRoom);
            Upkeep.Settings upkeep = upkeep();
            if (!problems.isEmpty()) {
                throw new ConfigurationException(problems);
            }
            return new HealthMemberSettings(
                    orgId.orElseThrow(),
                    listen.orElseThrow(),
                    perAddress.orElse(MemberServer.Settings.USUAL_PER_ADDRESS),
                    gatewayKey.orElseThrow(),
                    custodianKeys,
                    database,
                    members,
                    given.value("outbox")
                            .map(given::path)
                            .orElse(given.dataDir().resolve("outbox")),
                    outboxRoom.orElse(FileOutbox.USUAL_ROOM),
                    upkeep);
        }

        private Map<Id, URI> members() {
            Map<Id, URI> members = new TreeMap<>();
            for (String key : given.values().keySet()) {
                if (key.startsWith(MEMBER)) {
                    read(key, "member.ID = https://host:port of that member's service", value -> {
                        URI address = URI.create(value);
                        if (!"https".equals(address.getScheme()) || address.getHost() == null) {
                            throw new IllegalArgumentException("it is no https address");
                        }
                        members.put(Id.fromHex(key.substring(MEMBER.length())), address);
                        return address;
                    });
                }
            }
            return members;
        }

        private Upkeep.Settings upkeep() {
            Upkeep.Settings usual = Upkeep.Settings.DEFAULT;
            Optional<Duration> every = readIfThere("check-every", "a duration, as in P7D or PT12H", Duration::parse);
            Optional<Long> bytes =
                    readIfThere("check-bytes-per-second", "a number of bytes, 65536 or more", Long::parseLong);
            Optional<Duration> deliver = readIfThere("deliver-every", "a duration, as in PT1M", Duration::parse);
            Optional<Duration> sweep = readIfThere("sweep-after", "a duration of P2D or more, as in P7D", text -> {
                Duration age = Duration.parse(text);
                if (age.compareTo(Upkeep.Settings.LEAST_AGE) < 0) {
                    throw new IllegalArgumentException("what is younger may still come to the ledger");
                }
                return age;
            });
            try {
                return new Upkeep.Settings(
                        every.orElse(usual.every()),
                        bytes.orElse(usual.bytesPerSecond()),
                        deliver.orElse(usual.deliverEvery()),
                        sweep.orElse(usual.sweepAfter()));
            } catch (IllegalArgumentException e) {
                problem("check-every", String.valueOf(e.getMessage()), "Give more of each, or none of them");
                return usual;
            }
        }

        private <T> Optional<T> readIfThere(String key, String what, Parser<T> parser) {
            return given.value(key).isPresent() ? read(key, what, parser) : Optional.empty();
        }

        private interface Parser<T> {
            T parse(String value) throws IOException;
        }

        private <T> Optional<T> read(String key, String what, Parser<T> parser) {
            Optional<String> value = given.value(key);
            if (value.isEmpty()) {
                problem(key, "it is needed", "Give " + what);
                return Optional.empty();
            }
            try {
                return Optional.of(parser.parse(value.get()));
            } catch (IOException | IllegalArgumentException | DateTimeParseException e) {
                problem(key, String.valueOf(e.getMessage()), "Give " + what);
                return Optional.empty();
            }
        }

        private Map<Integer, X25519Key> custodianKeys() {
            Map<Integer, X25519Key> keys = new TreeMap<>();
            Optional<char[]> passphrase = read(
                    "passphrase-file", "a file of mode 0600 with the passphrase of the custodian's keys", value -> {
                        return PassphraseFile.read(given.path(value));
                    });
            for (String key : given.values().keySet()) {
                if (key.startsWith(CUSTODIAN_KEY) && passphrase.isPresent()) {
                    String epoch = key.substring(CUSTODIAN_KEY.length());
                    if (epoch.matches("[1-9][0-9]{0,8}")) {
                        read(key, "the key file of that epoch", value -> custodianKey(value, passphrase.get()))
                                .ifPresent(found -> keys.put(Integer.parseInt(epoch), found));
                    } else {
                        problem(key, "it does not end with an epoch", "Write custodian-key.1 for the first");
                    }
                }
            }
            passphrase.ifPresent(text -> Arrays.fill(text, ' '));
            if (keys.isEmpty() && problems.isEmpty()) {
                problem(CUSTODIAN_KEY + "1", "it is needed", "Give the custodian's key file of each epoch");
            }
            return keys;
        }

        private X25519Key custodianKey(String value, char[] passphrase) throws IOException {
            // Not closed: the key is made of it and keeps it.
            Secret secret = KeyFile.read(given.path(value), KeyKind.CUSTODIAN_KEY, passphrase);
            return X25519Key.of(secret);
        }

        private Optional<PostgresSettings> database() {
            Optional<String> url = given.value("vault.url");
            Optional<String> user = read("vault.user", "the database's user", value -> value);
            Optional<char[]> password = read("vault.password-file", "a file of mode 0600 with its password", value -> {
                return PassphraseFile.read(given.path(value));
            });
            return password.isEmpty() || user.isEmpty()
                    ? Optional.empty()
                    : url.map(found -> PostgresSettings.of(found, user.get(), new String(password.get())));
        }

        private void problem(String key, String why, String fix) {
            String value =
                    key.contains("password") ? "(a file)" : given.value(key).orElse("(not set)");
            problems.add(new Problem("service." + HealthMemberService.NAME + "." + key, value, why, fix));
        }
    }
}
