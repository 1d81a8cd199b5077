package dev.quire.p2p;

import dev.quire.spi.net.Peer;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one peer connected: looks its name up, connects, waits for the end, pauses, and begins again, until it is
 * stopped. One step schedules the next, so there is never a second attempt beside the first.
 */
final class Dialer {
    private static final Logger LOG = LoggerFactory.getLogger(NettyTransport.class);

    private final Peer peer;
    private final Bootstrap bootstrap;
    private final EventLoops loops;
    private final Endpoint endpoint;
    private final Backoff backoff;
    private boolean reported;
    private volatile boolean stopped;

    /** @param bootstrap connects to this peer's pipeline */
    Dialer(Peer peer, Bootstrap bootstrap, EventLoops loops, Endpoint endpoint, Backoff backoff) {
        this.peer = peer;
        this.bootstrap = bootstrap;
        this.loops = loops;
        this.endpoint = endpoint;
        this.backoff = backoff;
    }

    void start() {
        loops.resolve(this::dial);
    }

    void stop() {
        stopped = true;
    }

    /** Looks the name up afresh each time: the peer may have moved. */
    private void dial() {
        InetSocketAddress address = new InetSocketAddress(peer.host(), peer.port());
        if (stopped) {
            return;
        }
        if (address.isUnresolved()) {
            failed("the name is not known");
            return;
        }
        bootstrap.connect(address).addListener((ChannelFuture connected) -> {
            if (connected.isSuccess()) {
                watch(connected);
            } else {
                failed(String.valueOf(connected.cause().getMessage()));
            }
        });
    }

    private void watch(ChannelFuture connected) {
        reported = false;
        long begun = System.nanoTime();
        connected.channel().closeFuture().addListener(closed -> {
            // A peer that takes connections only to end them at once must not make us hurry.
            long lastedMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            if (lastedMillis > endpoint.config().limits().maxBackoffMillis()) {
                backoff.reset();
            }
            again();
        });
    }

    private void failed(String why) {
        if (stopped) {
            return;
        }
        endpoint.counters().failedDials.increment();
        if (!reported) {
            reported = true;
            LOG.info("cannot reach {} at {}:{}: {}; trying on", peer.id().abbreviated(), peer.host(), peer.port(), why);
        }
        again();
    }

    private void again() {
        if (!stopped) {
            loops.group().schedule(this::start, backoff.nextMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
