package dev.quire;

import dev.quire.crypto.Ed25519Key;
import dev.quire.spi.net.Peer;
import dev.quire.spi.state.StateMachine;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Supplier;

/** Several nodes in this JVM that talk over TLS on loopback. */
final class LocalCluster implements AutoCloseable {
    private final List<LedgerNode> nodes = new ArrayList<>();

    static LocalCluster start(int size, SharedResources shared, Supplier<StateMachine> plugin) throws IOException {
        return start(size, Consensus::raft, shared, plugin);
    }

    static LocalCluster start(
            int size, Function<List<Peer>, Consensus> consensus, SharedResources shared, Supplier<StateMachine> plugin)
            throws IOException {
        List<Ed25519Key> keys = new ArrayList<>();
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            keys.add(Ed25519Key.generate(new SecureRandom()));
            peers.add(new Peer(keys.get(i).publicKey(), "127.0.0.1", freePort()));
        }
        LocalCluster cluster = new LocalCluster();
        for (int i = 0; i < size; i++) {
            cluster.nodes.add(LedgerNode.builder()
                    .inMemory()
                    .name("test-" + i)
                    .identity(keys.get(i))
                    .stateMachine(plugin.get())
                    .consensus(consensus.apply(peers))
                    .resources(shared)
                    .start());
        }
        return cluster;
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

    LedgerNode node(int index) {
        return nodes.get(index);
    }

    List<LedgerNode> nodes() {
        return nodes;
    }

    @Override
    public void close() {
        nodes.forEach(LedgerNode::close);
    }
}
