package dev.quire.p2p;

import dev.quire.p2p.TransportStats.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what a connection may cost until its hello is checked: time in all, and raw bytes until TLS has shown who it
 * is. It sits in front of TLS and is taken out with the hello; then, or when the connection ends before, it gives its
 * place among the pending ones back.
 */
final class HandshakeGuard extends ChannelInboundHandlerAdapter {
    private final TransportLimits limits;
    private final Refusals refusals;
    private final Runnable leave;
    private @Nullable Future<?> deadline;
    private long received;
    private boolean authenticated;

    HandshakeGuard(TransportLimits limits, Refusals refusals, Runnable leave) {
        this.limits = limits;
        this.refusals = refusals;
        this.leave = leave;
    }

    /** From here on the frame limit bounds the bytes. */
    void authenticated() {
        authenticated = true;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        int millis = limits.handshakeTimeoutMillis();
        Runnable late = () -> refusals.refuse(
                ctx.channel(), new RefusedException(Refusal.HANDSHAKE_TIMEOUT, "no hello within " + millis + " ms"));
        deadline = ctx.executor().schedule(late, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (!authenticated) {
            received += bytes.readableBytes();
            if (received > limits.maxHelloSize()) {
                bytes.release();
                refusals.refuse(
                        ctx.channel(),
                        new RefusedException(
                                Refusal.OVERSIZE,
                                "more than " + limits.maxHelloSize() + " bytes before authentication"));
                return;
            }
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (deadline != null) {
            deadline.cancel(false);
        }
        leave.run();
    }
}
