package dev.quire.p2p;

import dev.quire.block.PublicKey;
import dev.quire.spi.net.Peer;
import dev.quire.spi.net.TransportContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/** Members in the order of their keys, each with a transport at 127.0.0.1, all on the same event loops. */
final class LocalNetwork implements TransportContract.Network {
    static final String HOST = "127.0.0.1";
    /** Quick to try again and to give up, so that tests are. */
    static final TransportLimits LIMITS = TransportLimits.defaults().withTimeouts(5_000, 5_000, 30_000, 200);

    private final EventLoops loops = new EventLoops(2);
    private final List<TestMember> members;
    private final List<Peer> peers = new ArrayList<>();
    private final List<NettyTransport> transports = new ArrayList<>();
    private final TransportLimits limits;

    LocalNetwork(int count) {
        this(count, LIMITS);
    }

    LocalNetwork(int count, TransportLimits limits) {
        this.limits = limits;
        members = TestMember.sorted(count);
        for (TestMember member : members) {
            peers.add(new Peer(member.publicKey(), HOST, freePort()));
        }
        for (int i = 0; i < count; i++) {
            transports.add(create(i));
        }
    }

    static int freePort() {
        // Below the ports that the system gives to outgoing connections: there a free one can be taken at any moment.
        for (int tries = 0; tries < 1_000; tries++) {
            int port = ThreadLocalRandom.current().nextInt(12_000, 32_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(HOST))) {
                return socket.getLocalPort();
            } catch (BindException inUse) {
                // The next try has another port.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        throw new IllegalStateException("no free port found in 1,000 tries");
    }

    TestMember member(int index) {
        return members.get(index);
    }

    int port(int index) {
        return peers.get(index).port();
    }

    /** Another transport for a member whose first one was closed. */
    NettyTransport restart(int index) {
        transports.set(index, create(index));
        return transports.get(index);
    }

    /** The member's transport, with another way to one of its peers. */
    NettyTransport redirect(int index, int peer, int port) {
        peers.set(peer, new Peer(id(peer), HOST, port));
        return restart(index);
    }

    private NettyTransport create(int index) {
        TransportConfig config = TransportConfig.of(
                        members.get(index), TestMember.SCHEME, TestMember.CHAIN, HOST, port(index), peers)
                .withLimits(limits);
        return new NettyTransport(config, loops);
    }

    @Override
    public PublicKey id(int member) {
        return members.get(member).publicKey();
    }

    @Override
    public NettyTransport transport(int member) {
        return transports.get(member);
    }

    @Override
    public void await(String what, BooleanSupplier condition) {
        until(what, condition);
    }

    static void until(String what, BooleanSupplier condition) {
        Awaitility.await(what)
                .atMost(Duration.ofSeconds(15))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(condition::getAsBoolean);
    }

    @Override
    public void close() {
        transports.forEach(NettyTransport::close);
        loops.close();
    }
}
