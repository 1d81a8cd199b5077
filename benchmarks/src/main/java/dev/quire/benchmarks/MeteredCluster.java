package dev.quire.benchmarks;

import dev.quire.LedgerNode;
import dev.quire.block.Genesis;
import dev.quire.block.MemberSet;
import dev.quire.block.Parameters;
import dev.quire.block.PluginVersion;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519;
import dev.quire.crypto.Ed25519Key;
import dev.quire.internal.mempool.MempoolLimits;
import dev.quire.internal.runtime.NodeConfig;
import dev.quire.internal.runtime.NodePorts;
import dev.quire.internal.runtime.NodeRuntime;
import dev.quire.internal.runtime.TimeSource;
import dev.quire.kv.KeyValueStateMachine;
import dev.quire.p2p.EventLoops;
import dev.quire.p2p.NettyTransport;
import dev.quire.p2p.TransportConfig;
import dev.quire.spi.consensus.EngineStatus;
import dev.quire.spi.ledger.Ledger;
import dev.quire.spi.net.Peer;
import dev.quire.spi.state.StateMachine;
import dev.quire.storage.FileDisk;
import dev.quire.storage.RocksDbResources;
import dev.quire.storage.RocksDbStateStore;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * All members of a chain in this JVM, each with its own directory, TLS connections and threads for its loops. They are put
 * together as {@link dev.quire.LedgerNodeBuilder} does it, but for the signature port, which is counted: no public
 * setting of a node leaves signatures out.
 */
final class MeteredCluster implements AutoCloseable {
    private static final long LEADER_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int SEGMENT_BYTES = 64 * 1024 * 1024;
    private static final int NETWORK_THREADS = 2;
    private static final List<StateMachine> PLUGINS = List.of(new KeyValueStateMachine());

    private final MeteredSignatures signatures;
    private final ExecutorService workers =
            Executors.newFixedThreadPool(Math.max(2, Runtime.getRuntime().availableProcessors()));
    private final EventLoops eventLoops = new EventLoops(NETWORK_THREADS);
    private final RocksDbResources storage = new RocksDbResources(OpenStore.CACHE_BYTES, OpenStore.WRITE_BUFFER_BYTES);
    private final List<NodeRuntime> nodes = new ArrayList<>();

    private MeteredCluster(Signing signing) {
        signatures = new MeteredSignatures(signing);
    }

    static MeteredCluster start(Scratch scratch, Protocol protocol, Signing signing) throws IOException {
        List<Ed25519Key> keys = new ArrayList<>();
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < protocol.members(); i++) {
            keys.add(Samples.key(1_000L + i));
            peers.add(new Peer(keys.get(i).publicKey(), "127.0.0.1", Cluster.freePort()));
        }
        Genesis genesis = genesis(protocol, peers);
        MeteredCluster cluster = new MeteredCluster(signing);
        try {
            for (int i = 0; i < peers.size(); i++) {
                cluster.add(protocol, genesis, keys.get(i), peers.get(i), peers, scratch.resolve("member-" + i));
            }
        } catch (IOException | RuntimeException e) {
            cluster.close();
            throw e;
        }
        return cluster;
    }

    private static Genesis genesis(Protocol protocol, List<Peer> peers) {
        MemberSet members = MemberSet.of(
                protocol.make().mode(), peers.stream().map(Peer::id).toList());
        StateMachine plugin = PLUGINS.get(0);
        return new Genesis(
                "bench",
                1,
                Samples.bytes(protocol.members(), 16),
                members,
                Parameters.defaults(),
                List.of(new Genesis.PluginGenesis(new PluginVersion(plugin.id(), plugin.version()), Bytes.EMPTY)));
    }

    private void add(Protocol protocol, Genesis genesis, Ed25519Key key, Peer self, List<Peer> peers, Path directory)
            throws IOException {
        TransportConfig network = TransportConfig.of(
                key, new Ed25519(), LedgerNode.chainIdOf(genesis, PLUGINS), self.host(), self.port(), peers);
        NodePorts ports = new NodePorts(
                signatures.counted(key),
                signatures,
                FileDisk.open(directory.resolve("journal")),
                RocksDbStateStore.open(directory.resolve("state"), storage),
                new NettyTransport(network, eventLoops),
                TimeSource.system(),
                new SecureRandom(),
                workers);
        NodeConfig config = new NodeConfig(genesis, PLUGINS, protocol.make(), MempoolLimits.defaults(), SEGMENT_BYTES);
        NodeRuntime node = NodeRuntime.open(config, ports, failure -> {});
        nodes.add(node);
        node.start("bench-" + nodes.size());
    }

    MeteredSignatures signatures() {
        return signatures;
    }

    /** Waits until there is one; a transaction given to it takes the shortest road. */
    Ledger leader() {
        long deadlineNanos = System.nanoTime() + LEADER_TIMEOUT_NANOS;
        while (System.nanoTime() < deadlineNanos) {
            Optional<Ledger> found = nodes.stream()
                    .map(NodeRuntime::ledger)
                    .filter(ledger -> ledger.status().engine().role() == EngineStatus.Role.LEADER)
                    .findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        throw new IllegalStateException("no node became leader within 60 s");
    }

    @Override
    public void close() {
        nodes.forEach(NodeRuntime::close);
        eventLoops.close();
        workers.shutdown();
        storage.close();
    }
}
