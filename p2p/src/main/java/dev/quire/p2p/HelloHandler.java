package dev.quire.p2p;

import dev.quire.codec.Bytes;
import dev.quire.p2p.TransportStats.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends this node's hello when TLS stands, checks the other one, and makes way for the {@link Connection}. */
final class HelloHandler extends SimpleChannelInboundHandler<ByteBuf> {
    private static final Logger LOG = LoggerFactory.getLogger(NettyTransport.class);

    private final Endpoint endpoint;
    private final @Nullable PeerLink dialled;
    private @Nullable PeerLink link;

    /** @param dialled whom this node dialled, or null for an accepted connection */
    HelloHandler(Endpoint endpoint, @Nullable PeerLink dialled) {
        this.endpoint = endpoint;
        this.dialled = dialled;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event)
            throws RefusedException, SSLPeerUnverifiedException {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                greet(ctx);
            } else {
                exceptionCaught(ctx, handshake.cause());
            }
        }
    }

    private void greet(ChannelHandlerContext ctx) throws RefusedException, SSLPeerUnverifiedException {
        PeerLink peer = authenticatedPeer(ctx);
        link = peer;
        ctx.pipeline().get(HandshakeGuard.class).authenticated();
        Bytes hello = Hello.between(
                        endpoint.config().chainId(), endpoint.config().id(), peer.id())
                .encode();
        ByteBuf out = ctx.alloc().buffer(FrameCodec.LENGTH_SIZE + hello.size());
        ctx.writeAndFlush(out.writeInt(hello.size()).writeBytes(hello.asBuffer()));
    }

    private PeerLink authenticatedPeer(ChannelHandlerContext ctx) throws RefusedException, SSLPeerUnverifiedException {
        SslHandler tls = ctx.pipeline().get(SslHandler.class);
        X509Certificate shown = (X509Certificate) tls.engine().getSession().getPeerCertificates()[0];
        PeerLink peer = endpoint.link(IdentityExtension.of(shown).node());
        // The handshake asked this already, but for a resumed session it was an earlier handshake.
        if (peer == null) {
            throw new RefusedException(Refusal.UNKNOWN_MEMBER, "the key of the resumed session is no member's");
        }
        if (dialled == null && peer.dials()) {
            throw new RefusedException(
                    Refusal.WRONG_DIALER, peer.id().abbreviated() + " dialled, but the lower key does that");
        }
        if (dialled != null && dialled != peer) {
            throw new RefusedException(
                    Refusal.WRONG_NODE,
                    "dialled " + dialled.id().abbreviated() + ", reached "
                            + peer.id().abbreviated());
        }
        return peer;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf body) throws RefusedException {
        PeerLink peer = link;
        if (peer == null) {
            throw new RefusedException(Refusal.MALFORMED, "a frame came before the end of the TLS handshake");
        }
        byte[] bytes = new byte[body.readableBytes()];
        body.readBytes(bytes);
        Hello.decode(Bytes.wrap(bytes))
                .check(Hello.between(
                        endpoint.config().chainId(),
                        peer.id(),
                        endpoint.config().id()));
        establish(ctx, peer);
    }

    private void establish(ChannelHandlerContext ctx, PeerLink peer) {
        TransportLimits limits = endpoint.config().limits();
        var pipeline = ctx.pipeline();
        pipeline.remove(HandshakeGuard.class);
        pipeline.get(FrameReader.class).maxSize(limits.maxFrameSize());
        int idle = limits.idleTimeoutMillis();
        pipeline.addBefore(
                Endpoint.FRAMES, "idle", new IdleStateHandler(idle, Math.max(1, idle / 3), 0, TimeUnit.MILLISECONDS));
        report(peer, ctx.channel().remoteAddress());
        pipeline.replace(this, "connection", new Connection(peer, endpoint, ctx.channel()));
    }

    private static void report(PeerLink peer, SocketAddress remote) {
        long count = peer.reconnected(System.nanoTime());
        String id = peer.id().abbreviated();
        if (count == 1) {
            LOG.info("connected with {} at {}", id, remote);
        } else if (Reconnects.isWorthALine(count)) {
            LOG.warn(
                    "connected with {} at {}, {} times in close succession: the line flaps, or two nodes have its key",
                    id,
                    remote,
                    count);
        } else {
            LOG.debug("connected with {} at {}, {} times in close succession", id, remote, count);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        RefusedException refused = RefusedException.in(cause);
        if (refused == null && isTlsFault(cause) && ctx.channel().isActive()) {
            refused = new RefusedException(Refusal.TLS, "the TLS handshake failed: " + abbreviated(cause), cause);
        }
        if (refused != null) {
            endpoint.refusals().refuse(ctx.channel(), refused);
        } else {
            // The other side went away; there is nothing to refuse any more.
            LOG.debug("a connection ended before the hello", cause);
            ctx.close();
        }
    }

    /** Netty quotes a record that is not TLS, up to 16 KiB of it. */
    private static String abbreviated(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return message.substring(0, Math.min(120, message.length()));
    }

    private static boolean isTlsFault(Throwable thrown) {
        return thrown instanceof SSLException || thrown.getCause() instanceof SSLException;
    }
}
