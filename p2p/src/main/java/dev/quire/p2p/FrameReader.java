package dev.quire.p2p;

import dev.quire.p2p.TransportStats.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Cuts the decrypted stream into frames' bodies. A length is compared with the limit before a byte of the frame is
 * kept, and a begun frame must end in time. An empty body keeps a silent connection alive and ends here.
 */
final class FrameReader extends ByteToMessageDecoder {
    private final int timeoutMillis;
    private final Refusals refusals;
    private int maxSize;
    private long framesRead;
    private boolean partial;
    private boolean watching;

    FrameReader(int maxSize, int timeoutMillis, Refusals refusals) {
        this.maxSize = maxSize;
        this.timeoutMillis = timeoutMillis;
        this.refusals = refusals;
        // Pieces are lined up, not copied together: the one copy is the one into the frame's parts.
        setCumulator(COMPOSITE_CUMULATOR);
    }

    /** The limit from the next frame on; called on the event loop. */
    void maxSize(int newMaxSize) {
        maxSize = newMaxSize;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        // The close takes a while; what came behind the fault must not pass for good meanwhile.
        if (refusals.isRefused(ctx.channel())) {
            in.skipBytes(in.readableBytes());
            return;
        }
        partial = !readFrame(ctx, in, out);
        if (partial) {
            watch(ctx);
        }
    }

    private boolean readFrame(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < FrameCodec.LENGTH_SIZE) {
            return false;
        }
        long size = in.getUnsignedInt(in.readerIndex());
        if (size > maxSize) {
            refuse(ctx, Refusal.OVERSIZE, "a frame of " + size + " bytes is above the limit of " + maxSize);
            return false;
        }
        if (in.readableBytes() - FrameCodec.LENGTH_SIZE < size) {
            return false;
        }
        in.skipBytes(FrameCodec.LENGTH_SIZE);
        framesRead++;
        if (size > 0) {
            out.add(in.readRetainedSlice((int) size));
        }
        return true;
    }

    /** One timer at most, which looks again instead of being set and cancelled with each frame. */
    private void watch(ChannelHandlerContext ctx) {
        if (!watching) {
            watching = true;
            long begun = framesRead;
            ctx.executor().schedule(() -> check(ctx, begun), timeoutMillis, TimeUnit.MILLISECONDS);
        }
    }

    private void check(ChannelHandlerContext ctx, long begun) {
        watching = false;
        if (!partial || ctx.isRemoved() || refusals.isRefused(ctx.channel())) {
            return;
        }
        if (framesRead == begun) {
            refuse(ctx, Refusal.SLOW_FRAME, "a begun frame did not end within " + timeoutMillis + " ms");
        } else {
            watch(ctx);
        }
    }

    private void refuse(ChannelHandlerContext ctx, Refusal cause, String why) {
        refusals.refuse(ctx.channel(), new RefusedException(cause, why));
    }
}
