package dev.quire.p2p;

import dev.quire.p2p.TransportStats.Refusal;
import dev.quire.spi.net.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An authenticated connection: the last handler of its pipeline. Any thread queues frames; the event loop writes what
 * waits while the socket takes it and flushes once per turn, so that small frames share TLS records and system calls.
 */
final class Connection extends SimpleChannelInboundHandler<ByteBuf> {
    private static final Logger LOG = LoggerFactory.getLogger(NettyTransport.class);

    /** Memory that a waiting frame takes beside its bytes; bounds the number of tiny ones. */
    private static final int FRAME_OVERHEAD = 64;

    private final PeerLink link;
    private final Endpoint endpoint;
    private final Channel channel;
    private final Queue<Frame> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong queuedBytes = new AtomicLong();
    private final AtomicBoolean drainScheduled = new AtomicBoolean();

    Connection(PeerLink link, Endpoint endpoint, Channel channel) {
        this.link = link;
        this.endpoint = endpoint;
        this.channel = channel;
    }

    /** Queues a frame unless the queue is full. Bytes count until the socket has taken them. Any thread. */
    boolean send(Frame frame, int size) {
        long cost = cost(size);
        if (queuedBytes.addAndGet(cost) > endpoint.config().limits().maxQueuedBytes()) {
            queuedBytes.addAndGet(-cost);
            endpoint.counters().droppedQueueFull.increment();
            return false;
        }
        waiting.add(frame);
        if (drainScheduled.compareAndSet(false, true)) {
            channel.eventLoop().execute(this::drain);
        }
        return true;
    }

    void close() {
        channel.close();
    }

    private void drain() {
        // Before the look into the queue: a frame that comes later schedules the next turn.
        drainScheduled.set(false);
        boolean wrote = false;
        while (channel.isWritable()) {
            Frame frame = waiting.poll();
            if (frame == null) {
                break;
            }
            write(frame);
            wrote = true;
        }
        if (wrote) {
            channel.flush();
        }
    }

    private void write(Frame frame) {
        int size = (int) FrameCodec.encodedSize(frame);
        ByteBuf encoded = FrameCodec.encode(frame, size, channel.alloc());
        channel.write(encoded).addListener((ChannelFuture written) -> {
            queuedBytes.addAndGet(-cost(size));
            if (written.isSuccess()) {
                endpoint.counters().framesSent.increment();
                endpoint.counters().bytesSent.add(size);
            } else {
                endpoint.counters().droppedOnDisconnect.increment();
            }
        });
    }

    private static long cost(int size) {
        return (long) size + FRAME_OVERHEAD;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        if (!link.attach(this)) {
            close();
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext reading, ByteBuf body) throws RefusedException {
        int size = body.readableBytes();
        Frame frame = FrameCodec.decode(body);
        if (link.deliver(this, frame)) {
            endpoint.counters().framesReceived.increment();
            endpoint.counters().bytesReceived.add(size);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext changed) {
        if (changed.channel().isWritable()) {
            drain();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext closed) {
        link.detach(this);
        while (waiting.poll() != null) {
            endpoint.counters().droppedOnDisconnect.increment();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext idle, Object event) {
        if (!(event instanceof IdleStateEvent silence)) {
            return;
        }
        if (silence.state() == IdleState.WRITER_IDLE) {
            channel.writeAndFlush(channel.alloc().buffer(FrameCodec.LENGTH_SIZE).writeInt(0));
        } else {
            int millis = endpoint.config().limits().idleTimeoutMillis();
            endpoint.refusals()
                    .refuse(channel, new RefusedException(Refusal.IDLE, "nothing received for " + millis + " ms"));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext failed, Throwable cause) {
        // At once: frames behind the one that failed may be on their way up the pipeline already.
        link.detach(this);
        RefusedException refused = RefusedException.in(cause);
        if (refused != null) {
            endpoint.refusals().refuse(channel, refused);
        } else if (cause instanceof IOException) {
            LOG.debug("the connection with {} broke", link.id().abbreviated(), cause);
            close();
        } else {
            LOG.error(
                    "closing the connection with {} after an unexpected failure",
                    link.id().abbreviated(),
                    cause);
            close();
        }
    }
}
