package dev.quire.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.p2p.TransportStats.Refusal;
import dev.quire.spi.net.Channel;
import dev.quire.spi.net.Frame;
import dev.quire.spi.net.Peer;
import dev.quire.spi.net.RecordingListener;
import dev.quire.spi.net.RecordingListener.Received;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Transports among friends: order, limits, loss of a peer, and the end. */
@ExtendWith(LeakCheck.class)
class NettyTransportTest {
    private static final String MARKER = "a marker that must not be seen";

    @Test
    void manyFramesArriveInOrder() throws IOException {
        int count = 2_000;
        try (LocalNetwork network = new LocalNetwork(2)) {
            List<RecordingListener> listeners = startAll(network, 2);
            for (int i = 0; i < count; i++) {
                Frame frame = frame("n" + i, i % 100 == 0 ? 200_000 : 10);
                if (!network.transport(0).send(network.id(1), frame)) {
                    LocalNetwork.until(
                            "room in the queue", () -> network.transport(0).send(network.id(1), frame));
                }
            }
            LocalNetwork.until("all frames", () -> listeners.get(1).frames().size() == count);
            List<Received> frames = listeners.get(1).frames();
            for (int i = 0; i < count; i++) {
                assertThat(frames.get(i).frame()).isEqualTo(frame("n" + i, i % 100 == 0 ? 200_000 : 10));
            }
            TransportStats sent = network.transport(0).stats();
            TransportStats received = network.transport(1).stats();
            assertThat(received.framesReceived()).isEqualTo(count);
            LocalNetwork.until(
                    "the sender's count", () -> network.transport(0).stats().framesSent() == count);
            assertThat(received.bytesReceived())
                    .isEqualTo(network.transport(0).stats().bytesSent());
            assertThat(sent.refused().values()).containsOnly(0L);
        }
    }

    @Test
    void largestFrameArrivesAndALargerOneIsNotSent() throws IOException {
        int limit = TransportLimits.defaults().maxFrameSize();
        int fixed = (int) FrameCodec.encodedSize(frame("", 0));
        try (LocalNetwork network = new LocalNetwork(2)) {
            List<RecordingListener> listeners = startAll(network, 2);
            Frame largest = frame("", limit - fixed);
            assertThat(network.transport(1).send(network.id(0), largest)).isTrue();
            LocalNetwork.until("the frame", () -> listeners.get(0).frames().size() == 1);
            assertThat(listeners.get(0).frames().get(0).frame()).isEqualTo(largest);
            assertThatThrownBy(() -> network.transport(1).send(network.id(0), frame("", limit - fixed + 1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("split it");
        }
    }

    @Test
    void restartedPeerIsFoundAgainFromEitherSide() throws IOException {
        try (LocalNetwork network = new LocalNetwork(2)) {
            List<RecordingListener> listeners = startAll(network, 2);
            // Member 0 dials, so first who is dialled goes away, then who dials.
            for (int leaving : List.of(1, 0)) {
                RecordingListener staying = listeners.get(1 - leaving);
                int before = staying.connects();
                network.transport(leaving).close();
                LocalNetwork.until("the end", () -> staying.disconnects() == before);
                assertThat(network.transport(1 - leaving).send(network.id(leaving), frame("x", 1)))
                        .isFalse();
                RecordingListener returned = new RecordingListener();
                network.restart(leaving).start(returned);
                LocalNetwork.until("the return", () -> staying.connects() == before + 1 && returned.connects() == 1);
                assertThat(network.transport(1 - leaving).send(network.id(leaving), frame("back", 1)))
                        .isTrue();
                LocalNetwork.until(
                        "a frame after the return", () -> returned.frames().size() == 1);
                assertThat(staying.violations()).isEmpty();
                listeners.set(leaving, returned);
            }
        }
    }

    @Test
    void wireShowsNoPlaintextAndACutIsHealed() throws IOException {
        try (LocalNetwork network = new LocalNetwork(2);
                RecordingProxy wire = new RecordingProxy(network.port(1))) {
            RecordingListener dialling = new RecordingListener();
            RecordingListener dialled = new RecordingListener();
            network.transport(1).start(dialled);
            network.redirect(0, 1, wire.port()).start(dialling);
            LocalNetwork.until("a connection through the wire", () -> dialling.connects() == 1);
            for (int i = 0; i < 50; i++) {
                assertThat(network.transport(0).send(network.id(1), frame(MARKER, 1_000)))
                        .isTrue();
            }
            LocalNetwork.until("all frames", () -> dialled.frames().size() == 50);
            assertThat(wire.bytesSeen()).isGreaterThan(50_000);
            assertThat(wire.saw(MARKER)).isFalse();
            wire.cut();
            LocalNetwork.until("the next connection", () -> dialling.connects() == 2);
            assertThat(dialling.disconnects()).isEqualTo(1);
        }
    }

    /** A process that has just come up on a busy machine: each new attempt would begin all over, and none would succeed. */
    @Test
    void handshakeMayTakeLongerThanAHostMayTakeToAnswer() throws IOException {
        try (LocalNetwork network = new LocalNetwork(2, TransportLimits.defaults());
                RecordingProxy wire = new RecordingProxy(network.port(1), 6_000)) {
            RecordingListener dialling = new RecordingListener();
            network.transport(1).start(new RecordingListener());
            network.redirect(0, 1, wire.port()).start(dialling);
            LocalNetwork.until("a connection through the slow wire", () -> dialling.connects() == 1);
            assertThat(wire.connections()).isEqualTo(1);
        }
    }

    @Test
    void memberAtAnotherMembersAddressIsNotTakenForIt() throws IOException {
        try (LocalNetwork network = new LocalNetwork(3)) {
            RecordingListener dialling = new RecordingListener();
            network.transport(2).start(new RecordingListener());
            network.redirect(0, 1, network.port(2)).start(dialling);
            LocalNetwork.until("the refusal", () -> network.transport(0).stats().refused(Refusal.WRONG_NODE) > 0);
            assertThat(dialling.isConnected(network.id(1))).isFalse();
        }
    }

    @Test
    void onePairHasOneConnection() throws IOException {
        int members = 4;
        try (LocalNetwork network = new LocalNetwork(members)) {
            List<RecordingListener> listeners = startAll(network, members);
            // All began at once; whatever happened meanwhile has to stay as it is.
            Awaitility.await()
                    .during(Duration.ofMillis(500))
                    .until(() -> listeners.stream()
                            .allMatch(listener -> listener.connects() == members - 1 && listener.disconnects() == 0));
            for (int i = 0; i < members; i++) {
                assertThat(network.transport(i).stats().connectedPeers()).isEqualTo(members - 1);
            }
        }
    }

    @Test
    void quietConnectionStays() throws IOException {
        try (LocalNetwork network = new LocalNetwork(2, LocalNetwork.LIMITS.withTimeouts(5_000, 5_000, 300, 200))) {
            List<RecordingListener> listeners = startAll(network, 2);
            Awaitility.await()
                    .during(Duration.ofMillis(1_200))
                    .until(() -> listeners.stream().allMatch(listener -> listener.disconnects() == 0));
        }
    }

    @Test
    void listenerThatThrowsLosesTheConnectionOnly() throws IOException {
        try (LocalNetwork network = new LocalNetwork(2)) {
            RecordingListener sending = new RecordingListener();
            RecordingListener throwing = new RecordingListener() {
                @Override
                public synchronized void received(PublicKey from, Frame frame) {
                    throw new IllegalStateException("a listener's fault");
                }
            };
            network.transport(1).start(throwing);
            network.transport(0).start(sending);
            LocalNetwork.until("a connection", () -> network.transport(0).send(network.id(1), frame("x", 1)));
            LocalNetwork.until("the next connection", () -> sending.connects() == 2 && throwing.connects() == 2);
        }
    }

    @Test
    void usedPortIsReported() throws IOException {
        try (LocalNetwork network = new LocalNetwork(1);
                ServerSocket other = new ServerSocket(network.port(0), 1, InetAddress.getByName(LocalNetwork.HOST))) {
            assertThat(other.isBound()).isTrue();
            assertThatThrownBy(() -> network.transport(0).start(new RecordingListener()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot listen for peers on 127.0.0.1:" + network.port(0));
        }
    }

    @Test
    void closeLeavesNoThread() throws IOException {
        TestMember member = TestMember.of(1);
        TransportConfig config = TransportConfig.of(
                member,
                TestMember.SCHEME,
                TestMember.CHAIN,
                LocalNetwork.HOST,
                0,
                List.of(new Peer(TestMember.of(2).publicKey(), LocalNetwork.HOST, LocalNetwork.freePort())));
        NettyTransport transport = new NettyTransport(config);
        transport.start(new RecordingListener());
        assertThat(threads()).isNotEmpty();
        transport.close();
        LocalNetwork.until("the end of all threads", () -> threads().isEmpty());
        transport.close();
    }

    @Test
    void sharedLoopsOutliveATransport() throws IOException {
        try (LocalNetwork network = new LocalNetwork(3)) {
            List<RecordingListener> listeners = startAll(network, 3);
            network.transport(2).close();
            assertThat(network.transport(0).send(network.id(1), frame("still", 1)))
                    .isTrue();
            LocalNetwork.until("the frame", () -> listeners.get(1).frames().size() == 1);
        }
        LocalNetwork.until("the end of all threads", () -> threads().isEmpty());
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("quire-p2p"))
                .toList();
    }

    private static List<RecordingListener> startAll(LocalNetwork network, int members) throws IOException {
        List<RecordingListener> listeners = new ArrayList<>();
        for (int member = 0; member < members; member++) {
            listeners.add(new RecordingListener());
            network.transport(member).start(listeners.get(member));
        }
        for (RecordingListener listener : listeners) {
            LocalNetwork.until("all connections", () -> listener.connects() == members - 1);
        }
        return listeners;
    }

    private static Frame frame(String header, int size) {
        byte[] body = new byte[size];
        for (int i = 0; i < size; i++) {
            body[i] = (byte) MARKER.charAt(i % MARKER.length());
        }
        return new Frame(Channel.CONSENSUS, Bytes.utf8(header), List.of(Bytes.wrap(body)));
    }
}
