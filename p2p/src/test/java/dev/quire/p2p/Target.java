package dev.quire.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.codec.Bytes;
import dev.quire.p2p.TransportStats.Refusal;
import dev.quire.spi.net.Channel;
import dev.quire.spi.net.Frame;
import dev.quire.spi.net.Peer;
import dev.quire.spi.net.RecordingListener;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;

/** A node to attack. It has a lower member, who may dial it, and a higher one, whom it tries to dial in vain. */
final class Target implements AutoCloseable {
    static final TransportLimits LIMITS = LocalNetwork.LIMITS;

    final TestMember lower;
    final TestMember self;
    final TestMember higher;
    final RecordingListener listener = new RecordingListener();
    final NettyTransport transport;

    Target(TransportLimits limits) throws IOException {
        List<TestMember> members = TestMember.sorted(3);
        lower = members.get(0);
        self = members.get(1);
        higher = members.get(2);
        int nobody = LocalNetwork.freePort();
        List<Peer> peers = List.of(
                new Peer(lower.publicKey(), LocalNetwork.HOST, nobody),
                new Peer(higher.publicKey(), LocalNetwork.HOST, nobody));
        transport = new NettyTransport(
                TransportConfig.of(self, TestMember.SCHEME, TestMember.CHAIN, LocalNetwork.HOST, 0, peers)
                        .withLimits(limits));
        transport.start(listener);
    }

    int port() {
        return transport.port();
    }

    RawPeer greeted() throws IOException, GeneralSecurityException {
        return RawPeer.greeted(port(), lower, self.publicKey());
    }

    /** The cause was counted once, and a member is served as if nothing had happened. */
    void refusedAndUnharmed(Refusal cause) throws IOException, GeneralSecurityException {
        LocalNetwork.until(
                "the refusal " + cause + " in " + transport.stats(),
                () -> transport.stats().refused(cause) == 1);
        long all = transport.stats().refused().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        assertThat(all).as("%s", transport.stats().refused()).isEqualTo(1);
        int before = listener.frames().size();
        try (RawPeer member = greeted()) {
            member.bytes(encoded(frame(before)));
            LocalNetwork.until(
                    "a frame after the attack", () -> listener.frames().size() == before + 1);
        }
        assertThat(listener.violations()).isEmpty();
    }

    static Frame frame(int number) {
        return new Frame(Channel.CONSENSUS, Bytes.utf8("frame " + number), List.of());
    }

    /** The frame with its length field. */
    static Bytes encoded(Frame frame) {
        ByteBuf buffer =
                FrameCodec.encode(frame, (int) FrameCodec.encodedSize(frame), UnpooledByteBufAllocator.DEFAULT);
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        buffer.release();
        return Bytes.wrap(bytes);
    }

    @Override
    public void close() {
        transport.close();
    }
}
