package dev.quire.p2p;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of one or several {@link NettyTransport}s: the event loops, and one thread that looks up host names,
 * because a lookup blocks and a loop must not. All are daemons named {@code quire-p2p-…} and start when first needed.
 *
 * <p>Whoever makes an instance closes it, after all transports that use it. Netty's own {@code globalEventExecutor}
 * thread, which announces the end of the loops, ends by itself a second later.
 */
public final class EventLoops implements AutoCloseable {
    private static final long STOP_TIMEOUT_SECONDS = 5;

    private final EventLoopGroup group;
    private final ThreadPoolExecutor resolver;

    /** @param threads the number of event loops, at least 1 */
    public EventLoops(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("at least one event loop is needed, not " + threads);
        }
        group = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory("quire-p2p", true), NioIoHandler.newFactory());
        ThreadFactory names = new DefaultThreadFactory("quire-p2p-names", true);
        // The queue holds at most one lookup per peer of each transport.
        resolver = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), names);
        resolver.allowCoreThreadTimeOut(true);
    }

    EventLoopGroup group() {
        return group;
    }

    /** Runs a blocking lookup outside the loops. */
    void resolve(Runnable lookup) {
        resolver.execute(lookup);
    }

    /** Is the calling thread one of these loops? It must not wait for them then. */
    boolean isCurrentThread() {
        for (var loop : group) {
            if (loop.inEventLoop()) {
                return true;
            }
        }
        return false;
    }

    /** Stops the threads; at once, without the quiet period that Netty would wait for late tasks. */
    @Override
    public void close() {
        resolver.shutdownNow();
        group.shutdownGracefully(0, STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        if (!isCurrentThread()) {
            group.terminationFuture().awaitUninterruptibly(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        }
    }
}
