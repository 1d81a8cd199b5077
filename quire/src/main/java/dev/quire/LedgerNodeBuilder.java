package dev.quire;

import dev.quire.block.Genesis;
import dev.quire.block.MemberSet;
import dev.quire.block.Parameters;
import dev.quire.block.PluginVersion;
import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519;
import dev.quire.crypto.Ed25519Key;
import dev.quire.crypto.Signer;
import dev.quire.hash.Domain;
import dev.quire.internal.execution.GenesisBlock;
import dev.quire.internal.journal.EvidenceFiles;
import dev.quire.internal.journal.ForeignDirectoryException;
import dev.quire.internal.journal.Journal;
import dev.quire.internal.memory.MemoryDisk;
import dev.quire.internal.memory.MemoryStateStore;
import dev.quire.internal.mempool.MempoolLimits;
import dev.quire.internal.runtime.NodeConfig;
import dev.quire.internal.runtime.NodeFailure;
import dev.quire.internal.runtime.NodePorts;
import dev.quire.internal.runtime.NodeRuntime;
import dev.quire.internal.runtime.RetentionRule;
import dev.quire.internal.runtime.TimeSource;
import dev.quire.p2p.NettyTransport;
import dev.quire.p2p.TransportConfig;
import dev.quire.spi.net.Peer;
import dev.quire.spi.net.Transport;
import dev.quire.spi.state.StateMachine;
import dev.quire.spi.store.Disk;
import dev.quire.spi.store.StateStore;
import dev.quire.spi.store.StoreCorruptionException;
import dev.quire.storage.FileDisk;
import dev.quire.storage.RocksDbStateStore;
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
    private static final int SEGMENT_BYTES = 64 * 1024 * 1024;
    private static final int MEMORY_SEGMENT_BYTES = 8 * 1024 * 1024;
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
            return open(signer, chosen, document, shared, own);
        } catch (IOException | RuntimeException e) {
            own.ifPresent(SharedResources::close);
            throw e;
        }
    }

    private LedgerNode open(
            Signer signer, Consensus chosen, Genesis document, SharedResources shared, Optional<SharedResources> own)
            throws IOException {
        NodeConfig config = new NodeConfig(
                document,
                stateMachines,
                chosen.protocol(),
                MempoolLimits.defaults(),
                inMemory ? MEMORY_SEGMENT_BYTES : segmentBytes(),
                inMemory ? 0 : storage.reserveBytes(),
                inMemory ? RetentionRule.ALL : storage.retention().rule());
        try (Opened opened = new Opened()) {
            if (!inMemory) {
                new Ballast(dataDir(), storage.reserveBytes()).prepare();
            }
            Disk disk = opened.keep(
                    inMemory ? new MemoryDisk() : FileDisk.open(dataDir().resolve("journal")));
            if (tookPartBefore && disk.list().stream().allMatch(EvidenceFiles::isName)) {
                disk.create(Journal.RESTORED, 0).close();
                disk.syncNames();
            }
            if (!inMemory) {
                new StateSwap(dataDir()).finish();
            }
            Optional<RocksDbStateStore> tables = inMemory
                    ? Optional.empty()
                    : Optional.of(opened.keep(RocksDbStateStore.open(dataDir().resolve("state"), shared.storage())));
            StateStore store = tables.isPresent() ? tables.get() : opened.keep(new MemoryStateStore());
            Transport transport = opened.keep(transport(signer, chosen, document, shared));
            NodePorts ports = new NodePorts(
                    signer,
                    new Ed25519(),
                    disk,
                    store,
                    transport,
                    TimeSource.system(),
                    new SecureRandom(),
                    shared.workers());
            NodeRuntime runtime = recover(config, ports);
            opened.keep(runtime);
            beforeTakingPart.run();
            runtime.start(name);
            Optional<NodeStorage> files = tables.map(state -> NodeStorage.start(
                    name,
                    new Backup.NodeFiles(
                            dataDir(),
                            state,
                            runtime.journal(),
                            signer.publicKey(),
                            runtime.ledger().chainId(),
                            document),
                    runtime::mend,
                    storage));
            opened.handOver();
            return new LedgerNode(runtime, document, files, own);
        }
    }

    private NodeRuntime recover(NodeConfig config, NodePorts ports) throws IOException {
        try {
            return NodeRuntime.open(config, ports, this::stopped);
        } catch (ForeignDirectoryException | IllegalArgumentException e) {
            throw ConfigurationException.ofDataDir(dataDir.map(Path::toString).orElse("(in memory)"), e);
        } catch (StoreCorruptionException e) {
            throw new StoreCorruptionException(
                    "The node's data are damaged: " + e.getMessage() + ". A damaged state is rebuilt: move "
                            + dataDir.map(directory -> directory
                                            .resolve("state")
                                            .toAbsolutePath()
                                            .normalize()
                                            .toString())
                                    .orElse("(in memory)")
                            + " away, or delete it, and start again; the journal has all that goes into it.",
                    e);
        }
    }

    private void stopped(NodeFailure failure) {
        onStop.accept(new NodeStop(failure.exitCode(), failure.cause()));
    }

    private Transport transport(Signer signer, Consensus chosen, Genesis document, SharedResources shared) {
        Optional<Peer> self = chosen.members().stream()
                .filter(peer -> peer.id().equals(signer.publicKey()))
                .findFirst();
        if (self.isEmpty()) {
            return new NoNetwork();
        }
        return new NettyTransport(
                TransportConfig.of(
                        signer,
                        new Ed25519(),
                        GenesisBlock.make(document, stateMachines).hash(),
                        self.get().host(),
                        self.get().port(),
                        chosen.members()),
                shared.eventLoops());
    }

    // A new segment must fit in long before there is no room.
    private int segmentBytes() {
        return storage.reserveBytes() == 0 ? SEGMENT_BYTES : (int) Math.min(SEGMENT_BYTES, storage.reserveBytes() / 4);
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
