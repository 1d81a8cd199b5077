package dev.quire.benchmarks;

import dev.quire.Consensus;
import dev.quire.LedgerNode;
import dev.quire.LedgerNodeBuilder;
import dev.quire.SharedResources;
import dev.quire.crypto.Ed25519Key;
import dev.quire.kv.KeyValueStateMachine;
import dev.quire.spi.consensus.EngineStatus;
import dev.quire.spi.net.Peer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Nodes in this JVM; more than one talk over TLS on loopback. */
final class Cluster implements AutoCloseable {
    private static final long LEADER_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final SharedResources shared = SharedResources.create();
    private final List<LedgerNode> nodes = new ArrayList<>();

    private Cluster() {}

    /** One node that keeps all in memory. */
    static Cluster aloneInMemory() throws IOException {
        Cluster cluster = new Cluster();
        cluster.add(LedgerNode.builder().inMemory().consensus(Consensus.single()), 0);
        return cluster;
    }

    /** One node with its data on disk. */
    static Cluster alone(Scratch scratch) throws IOException {
        Cluster cluster = new Cluster();
        cluster.add(LedgerNode.builder().dataDir(scratch.resolve("alone")).consensus(Consensus.single()), 0);
        return cluster;
    }

    /** Raft with {@code size} members, each with its own directory. */
    static Cluster raft(Scratch scratch, int size) throws IOException {
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            peers.add(new Peer(identity(i).publicKey(), "127.0.0.1", freePort()));
        }
        Cluster cluster = new Cluster();
        for (int i = 0; i < size; i++) {
            cluster.add(
                    LedgerNode.builder()
                            .dataDir(scratch.resolve("member-" + i))
                            .identity(identity(i))
                            .consensus(Consensus.raft(peers)),
                    i);
        }
        return cluster;
    }

    private static Ed25519Key identity(int index) {
        return Samples.key(1_000L + index);
    }

    static int freePort() throws IOException {
        // Below the ports that the system gives to outgoing connections: there a free one can be taken at any moment.
        for (int tries = 0; tries < 1_000; tries++) {
            int port = ThreadLocalRandom.current().nextInt(12_000, 32_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException inUse) {
                // The next try has another port.
            }
        }
        throw new IllegalStateException("no free port found in 1,000 tries");
    }

    private void add(LedgerNodeBuilder node, int index) throws IOException {
        nodes.add(node.name("bench-" + index)
                .stateMachine(new KeyValueStateMachine())
                .resources(shared)
                .start());
    }

    /** Waits until there is one. */
    LedgerNode leader() {
        return await(EngineStatus.Role.LEADER);
    }

    /** Waits until one knows its leader. */
    LedgerNode follower() {
        leader();
        return await(EngineStatus.Role.FOLLOWER);
    }

    private LedgerNode await(EngineStatus.Role role) {
        long deadlineNanos = System.nanoTime() + LEADER_TIMEOUT_NANOS;
        while (System.nanoTime() < deadlineNanos) {
            Optional<LedgerNode> found = nodes.stream()
                    .filter(node -> node.status().engine().role() == role)
                    .filter(node -> node.status().engine().leader().isPresent())
                    .findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        throw new IllegalStateException("no node became " + role + " within 30 s");
    }

    @Override
    public void close() {
        nodes.forEach(LedgerNode::close);
        shared.close();
    }
}
