package dev.quire.p2p;

import dev.quire.codec.Bytes;
import dev.quire.p2p.TransportStats.Refusal;
import dev.quire.spi.net.Channel;
import dev.quire.spi.net.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/**
 * A frame's bytes (docs/spec/peer-protocol.md); all numbers are big-endian:
 *
 * <pre>
 * +----------+---------+-------------+--------+-------+ +-----------+-------+
 * | length   | channel | header size | header | count | | size      | bytes | ... count times
 * | uint32   | uint8   | uint32      |        | uint16| | uint32    |       |
 * +----------+---------+-------------+--------+-------+ +-----------+-------+
 *             <---------------------- length bytes ------------------------>
 * </pre>
 */
final class FrameCodec {
    /** The length field that goes before each frame. */
    static final int LENGTH_SIZE = 4;

    /** From here on an attachment is handed to TLS where it lies; below, copying it costs less than a buffer for it. */
    private static final int WRAP_FROM = 1024;

    private static final int FIXED_SIZE = 1 + 4 + 2;
    private static final Channel[] CHANNELS = Channel.values();

    private FrameCodec() {}

    /** What the length field of {@code frame} says. */
    static long encodedSize(Frame frame) {
        long size = (long) FIXED_SIZE + frame.header().size();
        for (Bytes attachment : frame.attachments()) {
            size += 4L + attachment.size();
        }
        return size;
    }

    /** The frame behind its length field; the caller releases it. {@code size} is its {@link #encodedSize}. */
    static ByteBuf encode(Frame frame, int size, ByteBufAllocator allocator) {
        CompositeByteBuf whole = allocator.compositeBuffer(Integer.MAX_VALUE);
        ByteBuf copied =
                allocator.buffer(LENGTH_SIZE + FIXED_SIZE + frame.header().size() + 4);
        copied.writeInt(size).writeByte(frame.channel().number());
        copied.writeInt(frame.header().size()).writeBytes(frame.header().asBuffer());
        copied.writeShort(frame.attachments().size());
        for (Bytes attachment : frame.attachments()) {
            copied.writeInt(attachment.size());
            if (attachment.size() < WRAP_FROM) {
                copied.writeBytes(attachment.asBuffer());
            } else {
                whole.addComponent(true, copied);
                whole.addComponent(true, Unpooled.wrappedBuffer(attachment.asBuffer()));
                copied = allocator.buffer(64);
            }
        }
        return whole.addComponent(true, copied);
    }

    /** Reads what stands behind the length field. Nothing is allocated for a size that the bytes do not cover. */
    static Frame decode(ByteBuf in) throws RefusedException {
        require(in, FIXED_SIZE);
        Channel channel = channel(in.readUnsignedByte());
        Bytes header = bytes(in, Frame.MAX_HEADER_SIZE);
        require(in, 2);
        int count = in.readUnsignedShort();
        if (count > Frame.MAX_ATTACHMENTS) {
            throw malformed("a frame has " + count + " attachments, more than " + Frame.MAX_ATTACHMENTS);
        }
        require(in, 4 * count);
        List<Bytes> attachments = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            attachments.add(bytes(in, Integer.MAX_VALUE));
        }
        if (in.isReadable()) {
            throw malformed(in.readableBytes() + " bytes follow the end of a frame");
        }
        return new Frame(channel, header, attachments);
    }

    private static Channel channel(int number) throws RefusedException {
        for (Channel channel : CHANNELS) {
            if (channel.number() == number) {
                return channel;
            }
        }
        throw malformed("a frame is for the unknown channel " + number);
    }

    private static Bytes bytes(ByteBuf in, int max) throws RefusedException {
        require(in, 4);
        long size = in.readUnsignedInt();
        if (size > max || size > in.readableBytes()) {
            throw malformed("a frame has a part of " + size + " bytes, " + in.readableBytes() + " are left");
        }
        byte[] array = new byte[(int) size];
        in.readBytes(array);
        return Bytes.wrap(array);
    }

    private static void require(ByteBuf in, int count) throws RefusedException {
        if (in.readableBytes() < count) {
            throw malformed(
                    "a frame ends early: " + count + " more bytes are needed, " + in.readableBytes() + " are left");
        }
    }

    private static RefusedException malformed(String why) {
        return new RefusedException(Refusal.MALFORMED, why);
    }
}
