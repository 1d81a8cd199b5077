package dev.quire.spi.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.spi.net.RecordingListener.Received;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** What a {@link Transport} promises, on a network that loses nothing. */
public abstract class TransportContract {
    private static final PublicKey STRANGER = new PublicKey(Bytes.wrap(new byte[PublicKey.SIZE]));

    /** Some members that know each other. */
    public interface Network extends AutoCloseable {
        PublicKey id(int member);

        /** The member's transport, always the same one; the test starts it. */
        Transport transport(int member);

        /** Lets the network work until {@code condition} holds; fails with {@code what} after a while. */
        void await(String what, BooleanSupplier condition);

        /** Closes all transports. */
        @Override
        void close();
    }

    protected abstract Network network(int members);

    @Test
    void framesArriveWholeFromTheNamedMember() throws IOException {
        try (Network network = network(3)) {
            List<RecordingListener> listeners = startAll(network, 3);
            for (int from = 0; from < 3; from++) {
                for (int to = 0; to < 3; to++) {
                    if (from != to) {
                        assertThat(network.transport(from).send(network.id(to), frame(10 * from + to)))
                                .isTrue();
                    }
                }
            }
            for (int to = 0; to < 3; to++) {
                RecordingListener listener = listeners.get(to);
                network.await("two frames", () -> listener.frames().size() == 2);
                List<Received> expected = new ArrayList<>();
                for (int from = 0; from < 3; from++) {
                    if (from != to) {
                        expected.add(new Received(network.id(from), frame(10 * from + to)));
                    }
                }
                assertThat(listener.frames()).containsExactlyInAnyOrderElementsOf(expected);
                assertThat(listener.violations()).isEmpty();
            }
        }
    }

    @Test
    void framesOfEveryShapeArrive() throws IOException {
        List<Bytes> manySmall = new ArrayList<>();
        for (int i = 0; i < Frame.MAX_ATTACHMENTS; i++) {
            manySmall.add(Bytes.utf8("attachment " + i));
        }
        List<Frame> shapes = List.of(
                new Frame(Channel.CHAIN, Bytes.EMPTY, List.of()),
                new Frame(Channel.TRANSACTIONS, Bytes.EMPTY, List.of(Bytes.EMPTY, Bytes.EMPTY)),
                new Frame(Channel.CONSENSUS, pattern(Frame.MAX_HEADER_SIZE), List.of()),
                new Frame(Channel.CONSENSUS, pattern(7), List.of(pattern(1023), pattern(1024), pattern(300_000))),
                new Frame(Channel.CHAIN, pattern(1), manySmall));
        try (Network network = network(2)) {
            List<RecordingListener> listeners = startAll(network, 2);
            for (Frame shape : shapes) {
                assertThat(network.transport(0).send(network.id(1), shape)).isTrue();
            }
            network.await("all shapes", () -> listeners.get(1).frames().size() == shapes.size());
            assertThat(listeners.get(1).frames().stream().map(Received::frame))
                    .containsExactlyInAnyOrderElementsOf(shapes);
        }
    }

    @Test
    void listenerMaySend() throws IOException {
        try (Network network = network(2)) {
            RecordingListener asking = new RecordingListener();
            network.transport(0).start(asking);
            network.transport(1).start(new RecordingListener() {
                @Override
                public synchronized void received(PublicKey from, Frame frame) {
                    network.transport(1).send(from, frame);
                }
            });
            network.await("a connection", () -> network.transport(0).send(network.id(1), frame(1)));
            network.await("the answer", () -> asking.frames().size() == 1);
            assertThat(asking.frames()).containsExactly(new Received(network.id(1), frame(1)));
        }
    }

    @Test
    void noConnectionMeansFalse() throws IOException {
        try (Network network = network(2)) {
            network.transport(0).start(new RecordingListener());
            assertThat(network.transport(0).send(network.id(1), frame(1))).isFalse();
            assertThat(network.transport(0).send(STRANGER, frame(1))).isFalse();
        }
    }

    @Test
    void bothSidesHearOfTheEndOnce() throws IOException {
        try (Network network = network(2)) {
            List<RecordingListener> listeners = startAll(network, 2);
            network.transport(0).close();
            assertThat(listeners.get(0).disconnects()).isEqualTo(1);
            network.await("the other side's end", () -> listeners.get(1).disconnects() == 1);
            network.transport(0).close();
            assertThat(listeners.get(0).disconnects()).isEqualTo(1);
            assertThat(network.transport(0).send(network.id(1), frame(1))).isFalse();
            assertThat(network.transport(1).send(network.id(0), frame(1))).isFalse();
            assertThat(listeners).allSatisfy(listener -> {
                assertThat(listener.connects()).isEqualTo(1);
                assertThat(listener.violations()).isEmpty();
            });
        }
    }

    @Test
    void startsOnce() throws IOException {
        try (Network network = network(1)) {
            network.transport(0).start(new RecordingListener());
            assertThatThrownBy(() -> network.transport(0).start(new RecordingListener()))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    private static List<RecordingListener> startAll(Network network, int members) throws IOException {
        List<RecordingListener> listeners = new ArrayList<>();
        for (int member = 0; member < members; member++) {
            RecordingListener listener = new RecordingListener();
            listeners.add(listener);
            network.transport(member).start(listener);
        }
        for (RecordingListener listener : listeners) {
            network.await("all connections", () -> listener.connects() == members - 1);
        }
        return listeners;
    }

    private static Frame frame(int number) {
        return new Frame(
                Channel.CONSENSUS, Bytes.utf8("header " + number), List.of(Bytes.utf8("attachment " + number)));
    }

    private static Bytes pattern(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i * 31);
        }
        return Bytes.wrap(bytes);
    }
}
