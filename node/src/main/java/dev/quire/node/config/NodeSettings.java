package dev.quire.node.config;

import dev.quire.ConfigurationException;
import dev.quire.Retention;
import dev.quire.StorageSettings;
import dev.quire.block.Genesis;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.crypto.Ed25519Key;
import dev.quire.node.terminal.FileTrouble;
import dev.quire.spi.net.Peer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Everything that a node is started with; whatever could be checked without starting it has been.
 *
 * @param name for logs and threads
 * @param key the node's identity
 * @param keyFile where that is
 * @param peers every member of the chain, this node among them
 * @param electionTimeoutMillis Raft: the shortest; the longest is twice that
 * @param viewTimeoutMillis PBFT: the shortest; the longest is ten times that
 * @param storage how the node treats its disk
 * @param services keys and values of what runs beside the node, by its name
 * @param directory which relative paths in the file begin from
 */
public record NodeSettings(
        String name,
        Ed25519Key key,
        Path keyFile,
        Path dataDir,
        Genesis genesis,
        HostPort api,
        Protocol consensus,
        List<Peer> peers,
        int electionTimeoutMillis,
        int heartbeatMillis,
        int viewTimeoutMillis,
        StorageSettings storage,
        Map<String, Map<String, String>> services,
        Path directory) {
    private static final String NAME = "node.name";
    private static final String KEY = "node.key";
    private static final String DATA_DIR = "data.dir";
    private static final String GENESIS = "genesis.file";
    private static final String API = "api.listen";
    private static final String CONSENSUS = "consensus";
    private static final String PEERS = "peers";
    private static final String ELECTION_TIMEOUT = "raft.election-timeout-millis";
    private static final String HEARTBEAT = "raft.heartbeat-millis";
    private static final String VIEW_TIMEOUT = "pbft.view-timeout-millis";
    private static final String BACKUP_DIR = "backup.dir";
    private static final String SCRUB_RATE = "scrub.mib-per-second";
    private static final String RESERVE = "disk.reserve-mib";
    private static final String RETENTION_BLOCKS = "retention.blocks";
    private static final String RETENTION_DAYS = "retention.days";
    private static final String RETENTION_MIB = "retention.journal-mib";
    private static final String STATES = "retention.states";
    private static final String STATE_DAYS = "retention.state-days";
    private static final String STATE_MIB = "retention.state-mib";
    private static final String SNAPSHOT_BLOCKS = "snapshot.every-blocks";
    private static final Set<String> KEYS = new TreeSet<>(List.of(
            NAME,
            KEY,
            DATA_DIR,
            GENESIS,
            API,
            CONSENSUS,
            PEERS,
            ELECTION_TIMEOUT,
            HEARTBEAT,
            VIEW_TIMEOUT,
            BACKUP_DIR,
            SCRUB_RATE,
            RESERVE,
            RETENTION_BLOCKS,
            RETENTION_DAYS,
            RETENTION_MIB,
            STATES,
            STATE_DAYS,
            STATE_MIB,
            SNAPSHOT_BLOCKS));

    private static final Map<String, String> KEY_OF_SETTING =
            Map.of("dataDir", DATA_DIR, "identity", KEY, "consensus.members", PEERS, "genesis.members", GENESIS);

    private static final int DEFAULT_ELECTION_TIMEOUT_MILLIS = 300;
    private static final int DEFAULT_HEARTBEAT_MILLIS = 75;
    /** Where old blocks are dropped. */
    private static final int DEFAULT_SNAPSHOT_BLOCKS = 10_000;

    private static final int DEFAULT_VIEW_TIMEOUT_MILLIS = 1_000;
    private static final int MAX_MILLIS = 60_000;
    private static final int MAX_SCRUB_MIB = 10_000;
    private static final int MAX_RETENTION = 100_000_000;
    private static final int MAX_RESERVE_MIB = 100_000;
    private static final int MAX_GENESIS_BYTES = 64 * 1024 * 1024;

    public NodeSettings {
        peers = List.copyOf(peers);
    }

    /** @throws ConfigurationException with all problems of the file and of the files that it names */
    public static NodeSettings load(Path file) {
        return new Reading(SettingsFile.read(file), false).settings();
    }

    /**
     * Like {@link #load}, for a node that is about to start: makes the data directory if it is missing.
     *
     * @throws ConfigurationException with all problems, that directory's among them
     */
    public static NodeSettings prepare(Path file) {
        return new Reading(SettingsFile.read(file), true).settings();
    }

    /** What the library refuses, by the keys of the file: the library knows only the names of its own settings. */
    public static ConfigurationException byKeys(ConfigurationException refused) {
        return new ConfigurationException(refused.problems().stream()
                .map(problem -> new ConfigurationException.Problem(
                        KEY_OF_SETTING.getOrDefault(problem.key(), problem.key()),
                        problem.value(),
                        problem.why(),
                        problem.fix()))
                .toList());
    }

    /** One pass over the keys. */
    private static final class Reading {
        private final SettingsFile file;
        private final Problems problems = new Problems();

        private final boolean makesDataDir;

        Reading(SettingsFile file, boolean makesDataDir) {
            this.file = file;
            this.makesDataDir = makesDataDir;
        }

        NodeSettings settings() {
            file.requireKnown(KEYS, problems);
            file.requireOnce(problems);
            String name = file.optional(NAME).orElse("node");
            if (!name.matches("[A-Za-z0-9._-]{1,40}")) {
                problems.add(NAME, name, "a name has 1 to 40 letters, digits, '.', '_' or '-'", "Choose a shorter one");
            }
            Optional<Ed25519Key> key = required(KEY, "Name the node's key file").flatMap(this::key);
            Optional<Genesis> genesis =
                    required(GENESIS, "Name the chain's genesis document").flatMap(this::genesis);
            Optional<Path> dataDir =
                    required(DATA_DIR, "Name a directory for the node's data").flatMap(value -> path(DATA_DIR, value));
            dataDir.filter(directory -> makesDataDir).ifPresent(this::makeDataDir);
            Optional<HostPort> api = required(API, "Give the HTTP API an address, as in 127.0.0.1:7100")
                    .flatMap(this::api);
            Optional<Protocol> consensus = required(CONSENSUS, "Write consensus = raft or consensus = pbft")
                    .flatMap(this::protocol);
            Optional<List<Peer>> peers =
                    required(PEERS, PeerList.FORM).flatMap(value -> PeerList.parse(value, problems));
            peers.ifPresent(list -> PeerList.check(list, key.map(Ed25519Key::publicKey), genesis, problems));
            genesis.ifPresent(document -> consensus.ifPresent(chosen -> checkMode(chosen, document)));
            int viewTimeout = millis(VIEW_TIMEOUT, DEFAULT_VIEW_TIMEOUT_MILLIS);
            int electionTimeout = millis(ELECTION_TIMEOUT, DEFAULT_ELECTION_TIMEOUT_MILLIS);
            int heartbeat = millis(HEARTBEAT, DEFAULT_HEARTBEAT_MILLIS);
            checkTimes(electionTimeout, heartbeat);
            StorageSettings storage = storage();
            problems.throwIfAny();
            return new NodeSettings(
                    name,
                    key.orElseThrow(),
                    file.path(file.optional(KEY).orElseThrow()),
                    dataDir.orElseThrow(),
                    genesis.orElseThrow(),
                    api.orElseThrow(),
                    consensus.orElseThrow(),
                    peers.orElseThrow(),
                    electionTimeout,
                    heartbeat,
                    viewTimeout,
                    storage,
                    file.services(),
                    file.directory());
        }

        private StorageSettings storage() {
            StorageSettings defaults = StorageSettings.defaults();
            int defaultMib = (int) (defaults.scrubBytesPerSecond() >> 20);
            long scrubMib = number(SCRUB_RATE, defaultMib, 0, MAX_SCRUB_MIB, "MiB");
            Optional<Path> backupDir = file.optional(BACKUP_DIR).flatMap(value -> path(BACKUP_DIR, value));
            long reserveMib = number(RESERVE, (int) (defaults.reserveBytes() >> 20), 0, MAX_RESERVE_MIB, "MiB");
            Retention retention = retention();
            int snapshots =
                    retention.withStates(Retention.States.NEWEST).equals(Retention.ALL) ? 0 : DEFAULT_SNAPSHOT_BLOCKS;
            return new StorageSettings(
                    backupDir,
                    scrubMib << 20,
                    defaults.scrubPause(),
                    reserveMib << 20,
                    retention,
                    number(SNAPSHOT_BLOCKS, snapshots, 0, MAX_RETENTION, "blocks"));
        }

        private Retention retention() {
            int blocks = number(RETENTION_BLOCKS, 0, 0, MAX_RETENTION, "blocks");
            int days = number(RETENTION_DAYS, 0, 0, MAX_RETENTION, "days");
            long mib = number(RETENTION_MIB, 0, 0, MAX_RETENTION, "MiB");
            return new Retention(blocks, Duration.ofDays(days), mib << 20, states());
        }

        private Retention.States states() {
            int days = number(STATE_DAYS, 0, 0, MAX_RETENTION, "days");
            long mib = number(STATE_MIB, 0, 0, MAX_RETENTION, "MiB");
            // Who sets another bound does not mean the usual one as well.
            int usual = days == 0 && mib == 0 ? (int) Retention.States.NEWEST.heights() : 0;
            return new Retention.States(
                    number(STATES, usual, 0, MAX_RETENTION, "states"), Duration.ofDays(days), mib << 20);
        }

        private Optional<String> required(String key, String fix) {
            return file.required(key, fix, problems);
        }

        private Optional<Path> path(String key, String value) {
            try {
                return Optional.of(file.path(value));
            } catch (InvalidPathException e) {
                problems.add(key, value, "it is no path: " + e.getReason(), "Name a file or directory");
                return Optional.empty();
            }
        }

        private void makeDataDir(Path directory) {
            try {
                Files.createDirectories(directory);
                if (!Files.isWritable(directory)) {
                    throw new AccessDeniedException(directory.toString());
                }
            } catch (IOException e) {
                problems.add(
                        DATA_DIR,
                        directory.toString(),
                        "it cannot be made or written: " + FileTrouble.why(e),
                        "Name a directory that this user may make and write");
            }
        }

        private Optional<Ed25519Key> key(String value) {
            Optional<Path> path = path(KEY, value);
            if (path.isEmpty()) {
                return Optional.empty();
            }
            try {
                return Optional.of(Ed25519Key.load(path.get()));
            } catch (NoSuchFileException e) {
                problems.add(KEY, value, "there is no file " + path.get(), "Put the node's key there");
            } catch (IOException e) {
                problems.add(KEY, value, String.valueOf(e.getMessage()), "Use the key file of this node");
            }
            return Optional.empty();
        }

        private Optional<Genesis> genesis(String value) {
            Optional<Path> path = path(GENESIS, value);
            if (path.isEmpty()) {
                return Optional.empty();
            }
            try (InputStream in = Files.newInputStream(path.get())) {
                byte[] bytes = in.readNBytes(MAX_GENESIS_BYTES + 1);
                if (bytes.length <= MAX_GENESIS_BYTES) {
                    return Optional.of(Genesis.decode(Bytes.wrap(bytes)));
                }
                problems.add(GENESIS, value, "it is larger than 64 MiB", "Name the chain's genesis document");
            } catch (NoSuchFileException e) {
                problems.add(
                        GENESIS, value, "there is no file " + path.get(), "Copy the chain's genesis document there");
            } catch (IOException e) {
                problems.add(GENESIS, value, "it cannot be read: " + e.getMessage(), "Check the file's permissions");
            } catch (MalformedException e) {
                problems.add(
                        GENESIS,
                        value,
                        "it is no genesis document: " + e.getMessage(),
                        "Copy it again from another member, as bytes");
            }
            return Optional.empty();
        }

        private Optional<HostPort> api(String value) {
            try {
                return Optional.of(HostPort.parse(value));
            } catch (IllegalArgumentException e) {
                problems.add(API, value, String.valueOf(e.getMessage()), "Write host:port, as in 127.0.0.1:7100");
                return Optional.empty();
            }
        }

        private Optional<Protocol> protocol(String value) {
            for (Protocol protocol : Protocol.values()) {
                if (protocol.name().equals(value)) {
                    return Optional.of(protocol);
                }
            }
            problems.add(
                    CONSENSUS,
                    value,
                    "there is no such consensus protocol here",
                    "Write consensus = raft or consensus = pbft");
            return Optional.empty();
        }

        private void checkMode(Protocol protocol, Genesis document) {
            if (document.members().mode() != protocol.mode()) {
                problems.add(
                        CONSENSUS,
                        protocol.name(),
                        "the genesis document's member set is for "
                                + document.members().mode() + ", and " + protocol + " is for " + protocol.mode(),
                        "Write the protocol that the chain was founded with, or use another genesis document");
            }
        }

        private int millis(String key, int otherwise) {
            return number(key, otherwise, 1, MAX_MILLIS, "milliseconds");
        }

        private int number(String key, int otherwise, int least, int most, String unit) {
            Optional<String> value = file.optional(key);
            if (value.isEmpty()) {
                return otherwise;
            }
            if (value.get().matches("[0-9]{1,9}")) {
                int number = Integer.parseInt(value.get());
                if (number >= least && number <= most) {
                    return number;
                }
            }
            problems.add(
                    key,
                    value.get(),
                    "it is no number of " + unit + " from " + least + " to " + most,
                    "Leave it away for the default, " + otherwise);
            return otherwise;
        }

        private void checkTimes(int electionTimeout, int heartbeat) {
            if (electionTimeout < 2 * heartbeat) {
                problems.add(
                        ELECTION_TIMEOUT,
                        String.valueOf(electionTimeout),
                        "fewer than two heartbeats of " + heartbeat + " ms fit in: one lost message starts an election",
                        "Make it at least " + 2 * heartbeat + ", or " + HEARTBEAT + " smaller");
            }
        }
    }
}
