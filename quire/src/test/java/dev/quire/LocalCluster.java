package dev.quire;

import dev.quire.crypto.Ed25519Key;
import dev.quire.spi.net.Peer;
import dev.quire.spi.state.StateMachine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Several nodes in this JVM that talk over TLS on loopback. */
final class LocalCluster implements AutoCloseable {
    private final List<LedgerNode> nodes = new ArrayList<>();

    static LocalCluster start(int size, SharedResources shared, Supplier<StateMachine> plugin) throws IOException {
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
                    .consensus(Consensus.raft(peers))
                    .resources(shared)
                    .start());
        }
        return cluster;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
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
