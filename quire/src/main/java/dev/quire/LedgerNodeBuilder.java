package dev.quire;

import dev.quire.block.Genesis;
import dev.quire.block.MemberSet;
import dev.quire.block.Parameters;
import dev.quire.block.PluginVersion;
import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.crypto.Signer;
import dev.quire.hash.Domain;
import dev.quire.spi.state.StateMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Puts a {@link LedgerNode} together. Used by one thread; {@link #start} names all problems at once. */
public final class LedgerNodeBuilder {
    private static final String KEY_FILE = "node.key";

    private final List<StateMachine> stateMachines = new ArrayList<>();
    private Optional<Path> dataDir = Optional.empty();
    private boolean inMemory;
    private boolean tookPartBefore;
    private Optional<Consensus> consensus = Optional.empty();
    private Optional<Signer> identity = Optional.empty();
    private Optional<Genesis> genesis = Optional.empty();
    private Optional<SharedResources> resources = Optional.empty();
    private StorageSettings storage = StorageSettings.defaults();
    private String name = "node";
    private Consumer<NodeStop> onStop = stop -> {};
    private Runnable beforeTakingPart = () -> {};

    LedgerNodeBuilder() {}

    /** Where the node keeps its journal, state and key. Empty: it is formatted; of another chain or node: refused. */
    public LedgerNodeBuilder dataDir(Path directory) {
        dataDir = Optional.of(directory);
        return this;
    }

    /** Keeps everything in memory: for tests and trials. What it acknowledged is gone when it stops. */
    public LedgerNodeBuilder inMemory() {
        inMemory = true;
        return this;
    }

    /** Adds a plugin; at least one is needed. */
    public LedgerNodeBuilder stateMachine(StateMachine plugin) {
        stateMachines.add(plugin);
        return this;
    }

    public LedgerNodeBuilder consensus(Consensus consensus) {
        this.consensus = Optional.of(consensus);
        return this;
    }

    /** The node's key. Without it, {@code node.key} in the data directory is used, and made if it is missing. */
    public LedgerNodeBuilder identity(Signer signer) {
        identity = Optional.of(signer);
        return this;
    }

    /**
     * Says whether this key's node has taken part in the chain before. If it has and the data directory is empty, what it
     * promised is lost: it learns from the others before its word counts again (docs/spec/raft.md, section 8). Without
     * this an empty directory is taken to be a new node's.
     */
    public LedgerNodeBuilder tookPartBefore(boolean before) {
        tookPartBefore = before;
        return this;
    }

    /**
     * The document that the chain begins with; all members must have the same. Without it one is derived from members and
     * plugins.
     */
    public LedgerNodeBuilder genesis(Genesis genesis) {
        this.genesis = Optional.of(genesis);
        return this;
    }

    /** Threads and caches to share with other nodes of this JVM. Without it the node makes its own. */
    public LedgerNodeBuilder resources(SharedResources resources) {
        this.resources = Optional.of(resources);
        return this;
    }

    /** How the node treats its disk. */
    public LedgerNodeBuilder storage(StorageSettings settings) {
        storage = settings;
        return this;
    }

    /** A short name for threads and logs. */
    public LedgerNodeBuilder name(String name) {
        this.name = name;
        return this;
    }

    /**
     * Run by {@link #start} when the node has recovered and before it says its first word to the others, as long as no
     * restart can have forgotten anything: the moment to write down that this key is in use. If it throws, the node does not
     * start.
     */
    public LedgerNodeBuilder beforeTakingPart(Runnable action) {
        beforeTakingPart = action;
        return this;
    }

    /** Told once, on a thread of the node, if the node stops by itself. */
    public LedgerNodeBuilder onStop(Consumer<NodeStop> onStop) {
        this.onStop = onStop;
        return this;
    }

    /**
     * Recovers the node from its data directory, or formats an empty one, and starts it.
     *
     * @throws ConfigurationException if settings are missing or contradict each other, or the directory belongs to
     *     another chain or node: all that is wrong
     * @throws IOException if the directory cannot be used: it belongs to a running process, or it is damaged
     */
    public LedgerNode start() throws IOException {
        checkSettings();
        Signer signer = identity.isPresent() ? identity.get() : keyOfDataDir();
        Consensus chosen = consensus.orElseThrow();
        checkMembership(chosen, signer.publicKey());
        Genesis document = genesis.orElseGet(() -> deriveGenesis(chosen, signer.publicKey()));
        Optional<SharedResources> own =
                resources.isPresent() ? Optional.empty() : Optional.of(SharedResources.create());
        SharedResources shared = resources.or(() -> own).orElseThrow();
        try {
            NodeStart opening = new NodeStart(
                    name,
                    dataDir,
                    signer,
                    chosen,
                    document,
                    stateMachines,
                    storage,
                    tookPartBefore,
                    beforeTakingPart,
                    onStop,
                    shared);
            return LedgerNode.start(opening, own);
        } catch (IOException | RuntimeException e) {
            own.ifPresent(SharedResources::close);
            throw e;
        }
    }

    private Path dataDir() {
        return dataDir.orElseThrow();
    }

    private Signer keyOfDataDir() throws IOException {
        if (inMemory) {
            return Ed25519Key.generate(new SecureRandom());
        }
        Path file = dataDir().resolve(KEY_FILE);
        if (Files.exists(file)) {
            return Ed25519Key.load(file);
        }
        Files.createDirectories(dataDir());
        Ed25519Key key = Ed25519Key.generate(new SecureRandom());
        key.save(file);
        return key;
    }

    private Genesis deriveGenesis(Consensus chosen, PublicKey self) {
        MemberSet members = MemberSet.of(chosen.protocol().mode(), chosen.memberKeys(self));
        List<Genesis.PluginGenesis> plugins = stateMachines.stream()
                .sorted(Comparator.comparingInt(StateMachine::id))
                .map(plugin -> new Genesis.PluginGenesis(new PluginVersion(plugin.id(), plugin.version()), Bytes.EMPTY))
                .toList();
        Bytes salt = Domain.GENESIS.hash(members.encoded()).bytes().slice(0, 16);
        return new Genesis("quire", 1, salt, members, Parameters.defaults(), plugins);
    }

    private void checkSettings() {
        List<ConfigurationException.Problem> problems = new ArrayList<>();
        if (dataDir.isPresent() == inMemory) {
            problems.add(new ConfigurationException.Problem(
                    "dataDir",
                    dataDir.map(Path::toString).orElse("(not set)"),
                    "a node keeps its data either in a directory or in memory",
                    "Call exactly one of dataDir(…) and inMemory()"));
        }
        if (stateMachines.isEmpty()) {
            problems.add(new ConfigurationException.Problem(
                    "stateMachine",
                    "(not set)",
                    "a chain without a plugin can execute nothing",
                    "Call stateMachine(…) at least once"));
        }
        if (stateMachines.stream().map(StateMachine::id).distinct().count() < stateMachines.size()) {
            problems.add(new ConfigurationException.Problem(
                    "stateMachine",
                    stateMachines.toString(),
                    "two plugins have the same id",
                    "Give each plugin a number of its own"));
        }
        if (consensus.isEmpty()) {
            problems.add(new ConfigurationException.Problem(
                    "consensus",
                    "(not set)",
                    "the node must know how blocks are agreed on",
                    "Call consensus(…) with Consensus.single(), raft(members) or pbft(members)"));
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
    }

    private void checkMembership(Consensus chosen, PublicKey self) {
        List<PublicKey> keys = chosen.memberKeys(self);
        List<ConfigurationException.Problem> problems = new ArrayList<>();
        if (!keys.contains(self)) {
            problems.add(new ConfigurationException.Problem(
                    "identity",
                    self.toHex(),
                    "this node's key is none of the members'",
                    "Use the key that stands in the member list, or add this node to it"));
        }
        if (keys.stream().distinct().count() < keys.size()) {
            problems.add(new ConfigurationException.Problem(
                    "consensus.members",
                    keys.toString(),
                    "two members have the same key",
                    "Give each member a key of its own"));
        }
        genesis.filter(document -> !List.copyOf(document.members().members())
                        .equals(keys.stream().sorted().toList()))
                .ifPresent(document -> problems.add(new ConfigurationException.Problem(
                        "genesis.members",
                        document.members().members().toString(),
                        "the genesis document names other members than the consensus settings",
                        "Use the addresses of exactly the members of the genesis document")));
        genesis.map(document -> document.members().mode())
                .filter(mode -> mode != chosen.protocol().mode())
                .ifPresent(mode -> problems.add(new ConfigurationException.Problem(
                        "consensus",
                        chosen.protocol().name(),
                        "the genesis document's member set is for " + mode + ", and this protocol makes "
                                + chosen.protocol().mode() + " certificates",
                        "Choose the protocol that the chain was founded for: CFT is Raft, BFT is PBFT")));
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
    }
}
