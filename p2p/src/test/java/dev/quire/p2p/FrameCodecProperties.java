package dev.quire.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.codec.Bytes;
import dev.quire.spi.net.Channel;
import dev.quire.spi.net.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Frames survive the wire however it is cut, and any other bytes are refused with a cause. */
class FrameCodecProperties {
    @Provide
    Arbitrary<Frame> frames() {
        Arbitrary<Bytes> small =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(40).map(Bytes::copyOf);
        Arbitrary<Bytes> large = Arbitraries.integers().between(1_000, 3_000).map(size -> Bytes.wrap(new byte[size]));
        return Combinators.combine(
                        Arbitraries.of(Channel.class),
                        small,
                        Arbitraries.oneOf(small, large).list().ofMaxSize(6))
                .as(Frame::new);
    }

    @Property(tries = 150)
    void framesComeBackHoweverTheStreamIsCut(
            @ForAll("frames") Frame first,
            @ForAll("frames") Frame second,
            @ForAll @IntRange(min = 1, max = 500) int cut)
            throws RefusedException {
        Bytes stream = Target.encoded(first).concat(Target.encoded(second));
        EmbeddedChannel channel =
                new EmbeddedChannel(new FrameReader(1 << 20, 60_000, new Refusals(InstantSource.system())));
        List<Frame> read = new ArrayList<>();
        for (int from = 0; from < stream.size(); from += cut) {
            Bytes piece = stream.slice(from, Math.min(stream.size(), from + cut));
            channel.writeInbound(Unpooled.wrappedBuffer(piece.toArray()));
            for (ByteBuf body = channel.readInbound(); body != null; body = channel.readInbound()) {
                read.add(FrameCodec.decode(body));
                body.release();
            }
        }
        channel.finishAndReleaseAll();
        assertThat(read).containsExactly(first, second);
    }

    @Property(tries = 150)
    void sizeIsKnownBeforehand(@ForAll("frames") Frame frame) {
        assertThat((long) Target.encoded(frame).size())
                .isEqualTo(FrameCodec.LENGTH_SIZE + FrameCodec.encodedSize(frame));
    }

    /** Either a frame that encodes to the same bytes, or a refusal; never another exception. */
    @Property(tries = 500)
    void otherBytesAreRefused(@ForAll("frames") Frame frame, @ForAll int where, @ForAll byte change) {
        byte[] whole = Target.encoded(frame).toArray();
        Bytes body = Bytes.wrap(whole).slice(FrameCodec.LENGTH_SIZE, whole.length);
        byte[] changed = body.toArray();
        changed[Math.floorMod(where, changed.length)] ^= change;
        checkRefusedOrCanonical(changed);
    }

    @Property(tries = 500)
    void randomBytesAreRefused(@ForAll @Size(max = 60) byte[] bytes) {
        checkRefusedOrCanonical(bytes);
    }

    private static void checkRefusedOrCanonical(byte[] body) {
        try {
            Frame read = FrameCodec.decode(Unpooled.wrappedBuffer(body));
            Bytes again = Target.encoded(read);
            assertThat(again.slice(FrameCodec.LENGTH_SIZE, again.size())).isEqualTo(Bytes.wrap(body));
        } catch (RefusedException e) {
            assertThat(e.refusal()).isEqualTo(TransportStats.Refusal.MALFORMED);
        }
    }
}
