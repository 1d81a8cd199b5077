package dev.quire.p2p;

import dev.quire.block.PublicKey;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What all connections of one transport share, and how each one's pipeline is laid. */
record Endpoint(TransportConfig config, Map<PublicKey, PeerLink> links, Counters counters, Refusals refusals) {
    /** The name of the {@link FrameReader} in each pipeline. */
    static final String FRAMES = "frames";

    @Nullable
    PeerLink link(PublicKey id) {
        return links.get(id);
    }

    /**
     * Lays the pipeline: guard, TLS, frames, hello. After the hello the guard is gone, an idle watch stands before the
     * frames, and the {@link Connection} in the hello's place.
     *
     * @param dialled whom this node dialled, or null for an accepted connection
     * @param leave called once, when the connection is no longer pending
     */
    void lay(Channel channel, SslHandler tls, @Nullable PeerLink dialled, Runnable leave) {
        TransportLimits limits = config.limits();
        channel.pipeline()
                .addLast("guard", new HandshakeGuard(limits, refusals, leave))
                .addLast("tls", tls)
                .addLast(FRAMES, new FrameReader(limits.maxHelloSize(), limits.frameTimeoutMillis(), refusals))
                .addLast("hello", new HelloHandler(this, dialled));
    }
}
