package dev.quire.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.codec.Bytes;
import dev.quire.p2p.TransportStats.Refusal;
import dev.quire.spi.net.Channel;
import dev.quire.spi.net.Frame;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a member may send after its hello, and what ends its connection. */
@ExtendWith(LeakCheck.class)
class HostileFrameTest {
    private static final TransportLimits SMALL = Target.LIMITS.withSizes(64 * 1024, 256 * 1024);

    @Test
    void frameAtTheLimitArrives() throws Exception {
        try (Target target = new Target(SMALL);
                RawPeer peer = target.greeted()) {
            Frame largest = frameOf(SMALL.maxFrameSize());
            peer.bytes(Target.encoded(largest));
            LocalNetwork.until("the frame", () -> target.listener.frames().size() == 1);
            assertThat(target.listener.frames().get(0).frame()).isEqualTo(largest);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {64 * 1024 + 1, Integer.MAX_VALUE, -1})
    void lengthAboveTheLimitIsRefusedBeforeItsBytes(int length) throws Exception {
        try (Target target = new Target(SMALL)) {
            try (RawPeer peer = target.greeted()) {
                peer.length(length);
                peer.bytes(Bytes.EMPTY);
                peer.awaitEnd();
            }
            target.refusedAndUnharmed(Refusal.OVERSIZE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00", // shorter than any frame
                "09000000000000", // unknown channel
                "01000000010000", // the header takes the count's place
                "01ffffffff0000", // header size above all
                "0100000000ffff", // too many attachments
                "01000000000001", // an attachment is missing
                "0100000000000100000001", // its byte is missing
                "01000000000001ffffffff", // its size is above all
                "0100000000000000" // a byte too many
            })
    void malformedFrameIsRefused(String hex) throws Exception {
        try (Target target = new Target(SMALL)) {
            try (RawPeer peer = target.greeted()) {
                peer.body(Bytes.fromHex(hex));
                // Nothing behind the fault is looked at.
                peer.bytes(Target.encoded(Target.frame(1)));
                peer.awaitEnd();
            }
            assertThat(target.listener.frames()).isEmpty();
            target.refusedAndUnharmed(Refusal.MALFORMED);
        }
    }

    @Test
    void slowFrameIsCut() throws Exception {
        try (Target target = new Target(SMALL.withTimeouts(5_000, 200, 30_000, 200))) {
            try (RawPeer peer = target.greeted()) {
                peer.length(1_000);
                peer.bytes(Bytes.wrap(new byte[10]));
                peer.awaitEnd();
            }
            target.refusedAndUnharmed(Refusal.SLOW_FRAME);
        }
    }

    @Test
    void silentPeerIsCut() throws Exception {
        try (Target target = new Target(SMALL.withTimeouts(5_000, 5_000, 300, 200))) {
            try (RawPeer peer = target.greeted()) {
                // Before it gives up the node says that it is still there.
                assertThat(peer.readBody()).isEqualTo(Bytes.EMPTY);
                peer.awaitEnd();
            }
            target.refusedAndUnharmed(Refusal.IDLE);
        }
    }

    @Test
    void connectionCutWithinAFrameEndsOnce() throws Exception {
        try (Target target = new Target(SMALL)) {
            try (RawPeer peer = target.greeted()) {
                Bytes whole = Target.encoded(frameOf(50_000));
                peer.bytes(whole.slice(0, 40_000));
                LocalNetwork.until("the connection", () -> target.listener.connects() == 1);
                peer.cut();
            }
            LocalNetwork.until("its end", () -> target.listener.disconnects() == 1);
            assertThat(target.listener.frames()).isEmpty();
            try (RawPeer again = target.greeted()) {
                again.bytes(Target.encoded(Target.frame(1)));
                LocalNetwork.until(
                        "the next frame", () -> target.listener.frames().size() == 1);
                assertThat(target.listener.connects()).isEqualTo(2);
            }
        }
    }

    @Test
    void newestConnectionOfAPeerReplacesTheOther() throws Exception {
        try (Target target = new Target(SMALL);
                RawPeer first = target.greeted();
                RawPeer second = target.greeted()) {
            first.awaitEnd();
            second.bytes(Target.encoded(Target.frame(1)));
            LocalNetwork.until("the frame", () -> target.listener.frames().size() == 1);
            assertThat(target.listener.connects()).isEqualTo(2);
            assertThat(target.listener.disconnects()).isEqualTo(1);
            assertThat(target.transport.stats().connectedPeers()).isEqualTo(1);
            assertThat(target.listener.violations()).isEmpty();
        }
    }

    @Test
    void fullQueueRefusesAndRecovers() throws Exception {
        try (Target target = new Target(SMALL);
                RawPeer peer = target.greeted()) {
            LocalNetwork.until("the connection", () -> target.listener.connects() == 1);
            Frame frame = frameOf(60_000);
            int sent = 0;
            // The peer does not read: the socket's buffers fill, then the queue.
            while (target.transport.send(target.lower.publicKey(), frame)) {
                sent++;
                assertThat(sent).as("sent without a reader").isLessThan(10_000);
            }
            assertThat(target.transport.stats().droppedQueueFull()).isEqualTo(1);
            assertThat(target.listener.isConnected(target.lower.publicKey())).isTrue();
            for (int i = 0; i < sent; i++) {
                assertThat(peer.readBody().size()).isEqualTo(60_000);
            }
            LocalNetwork.until("room", () -> target.transport.send(target.lower.publicKey(), frame));
        }
    }

    /** A frame whose length field says {@code size}. */
    private static Frame frameOf(int size) {
        int fixed = (int) FrameCodec.encodedSize(new Frame(Channel.CHAIN, Bytes.EMPTY, List.of(Bytes.EMPTY)));
        return new Frame(Channel.CHAIN, Bytes.EMPTY, List.of(Bytes.wrap(new byte[size - fixed])));
    }
}
