package dev.quire.p2p;

import dev.quire.block.PublicKey;
import dev.quire.p2p.TransportStats.Refusal;
import dev.quire.spi.net.Frame;
import dev.quire.spi.net.Peer;
import dev.quire.spi.net.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Members talk over TCP and TLS 1.3, one connection per pair, dialled by the one with the lower key and dialled again
 * for ever when it ends.
 *
 * <p><b>Who is there.</b> Each transport makes a TLS key that lives in memory only; its certificate carries the node's
 * ledger key and that key's signature over the TLS key ({@code docs/adr/0003-peer-identity.md}). A stranger, a member of
 * another chain and a wrong TLS key fail inside the TLS handshake. A relay in the middle gets nothing: TLS 1.3 ends at
 * the holder of the TLS key that the ledger key has signed, so a relay can pass on sealed bytes but neither read nor
 * change them, and it cannot show its own key, which the member has not signed. That is why the session is not bound
 * again inside the hello (the JDK's TLS has no exporter before version 25): the identity is already bound to the key
 * that ends the session, not to a message within it.
 *
 * <p><b>Order and threads.</b> Frames of one connection arrive in the order in which one thread sent them; what waited
 * when a connection ended is lost and counted. The listener is called on the event loops; for one peer the calls never
 * overlap, and after {@link #close} there are none. A listener that throws loses the connection.
 */
public final class NettyTransport implements Transport {
    private static final int BACKLOG = 128;
    /** A host that does not answer at all is dialled again after that, however long a handshake may take. */
    private static final int MAX_CONNECT_MILLIS = 5_000;
    /** Writing to a socket pauses above 1 MiB that it has not taken and goes on below 256 KiB. */
    private static final WriteBufferWaterMark WATER_MARKS = new WriteBufferWaterMark(256 << 10, 1 << 20);

    private final EventLoops loops;
    private final boolean ownsLoops;
    private final Endpoint endpoint;
    private final TlsContexts tls;
    private final Admission admission;
    private final ChannelGroup channels;
    private final List<Dialer> dialers = new ArrayList<>();
    private @Nullable Channel server;
    private boolean started;
    private boolean closed;

    /** With one event loop of its own, which {@link #close} stops. */
    public NettyTransport(TransportConfig config) {
        this(config, new EventLoops(1), true);
    }

    /** On loops that others use too; whoever made them closes them after the transport. */
    public NettyTransport(TransportConfig config, EventLoops shared) {
        this(config, shared, false);
    }

    private NettyTransport(TransportConfig config, EventLoops loops, boolean ownsLoops) {
        this.loops = loops;
        this.ownsLoops = ownsLoops;
        Map<PublicKey, PeerLink> links = new LinkedHashMap<>();
        for (Peer peer : config.peers()) {
            links.put(peer.id(), new PeerLink(peer, config.id().compareTo(peer.id()) < 0));
        }
        endpoint = new Endpoint(config, links, new Counters(), new Refusals(config.clock()));
        tls = new TlsContexts(config, new LinkedHashSet<>(links.keySet()));
        admission = new Admission(config.limits(), System::nanoTime);
        // Closes what joins after its own close: a connection that comes up meanwhile.
        channels = new DefaultChannelGroup("quire-p2p", loops.group().next(), true);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IOException if it cannot listen at the configured address
     * @throws IllegalStateException if called twice or after {@link #close}
     */
    @Override
    public synchronized void start(Listener listener) throws IOException {
        if (started || closed) {
            throw new IllegalStateException("a transport is started once, before it is closed");
        }
        started = true;
        endpoint.links().values().forEach(link -> link.open(listener));
        server = listen();
        for (PeerLink link : endpoint.links().values()) {
            if (link.dials()) {
                dialers.add(dialer(link));
            }
        }
        dialers.forEach(Dialer::start);
    }

    private Channel listen() throws IOException {
        TransportConfig config = endpoint.config();
        ChannelFuture bound = new ServerBootstrap()
                .group(loops.group())
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                // A restarted node takes its port back though old connections still fade out.
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARKS)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) throws IOException {
                        accepted(channel);
                    }
                })
                .bind(config.host(), config.port())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen for peers on " + config.host() + ":" + config.port() + ": "
                            + bound.cause().getMessage() + "; is another process using the port?",
                    bound.cause());
        }
        channels.add(bound.channel());
        return bound.channel();
    }

    private void accepted(Channel channel) throws IOException {
        if (!(channel.remoteAddress() instanceof InetSocketAddress remote)) {
            channel.close();
            return;
        }
        Optional<Admission.Place> place = admission.enter(remote.getAddress(), () -> tooMany(channel));
        if (place.isEmpty()) {
            tooMany(channel);
            return;
        }
        channels.add(channel);
        endpoint.lay(channel, tls.accept(channel.alloc()), null, () -> admission.leave(place.get()));
    }

    private void tooMany(Channel channel) {
        endpoint.refusals()
                .refuse(
                        channel,
                        new RefusedException(
                                Refusal.TOO_MANY_PENDING, "too many connections that have not said hello"));
    }

    private Dialer dialer(PeerLink link) {
        TransportConfig config = endpoint.config();
        Bootstrap bootstrap = new Bootstrap()
                .group(loops.group())
                .channel(NioSocketChannel.class)
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.min(MAX_CONNECT_MILLIS, config.limits().handshakeTimeoutMillis()))
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARKS)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) throws IOException {
                        channels.add(channel);
                        endpoint.lay(channel, tls.dial(link.id(), channel.alloc()), link, () -> {});
                    }
                });
        // Dialers run on several threads; each gets a generator of its own.
        SplittableRandom random = new SplittableRandom(config.random().nextLong());
        Backoff backoff = new Backoff(random, config.limits().maxBackoffMillis());
        return new Dialer(link.peer(), bootstrap, loops, endpoint, backoff);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the frame is above the frame limit: no peer would take it, so whoever built
     *     it has to split it
     */
    @Override
    public boolean send(PublicKey to, Frame frame) {
        int limit = endpoint.config().limits().maxFrameSize();
        long size = FrameCodec.encodedSize(frame);
        if (size > limit) {
            throw new IllegalArgumentException(
                    "a frame of " + size + " bytes is above the limit of " + limit + ": split it");
        }
        PeerLink link = endpoint.link(to);
        Connection connection = link == null ? null : link.connection();
        if (connection == null) {
            endpoint.counters().droppedNotConnected.increment();
            return false;
        }
        return connection.send(frame, (int) size);
    }

    /** The port that it listens on, 1 to 65,535; for a configured port 0 the one that the system chose. */
    public synchronized int port() {
        if (server == null) {
            throw new IllegalStateException("the transport is not started");
        }
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    /** The counters; any thread, also after the end. */
    public TransportStats stats() {
        int connected = (int)
                endpoint.links().values().stream().filter(PeerLink::connected).count();
        return endpoint.counters().read(connected, endpoint.refusals());
    }

    /**
     * Ends all connections and stops the threads that it made. The listener hears of each connected peer's end before
     * this returns, and nothing afterwards.
     *
     * @throws IllegalStateException if called on an event loop, which cannot wait for itself
     */
    @Override
    public void close() {
        if (loops.isCurrentThread()) {
            throw new IllegalStateException("a listener cannot close its transport: do it on another thread");
        }
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            dialers.forEach(Dialer::stop);
        }
        endpoint.links().values().forEach(PeerLink::close);
        channels.close().awaitUninterruptibly();
        if (ownsLoops) {
            loops.close();
        }
    }
}
