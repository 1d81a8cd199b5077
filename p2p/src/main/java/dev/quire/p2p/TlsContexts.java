package dev.quire.p2p;

import dev.quire.block.PublicKey;
import dev.quire.p2p.TransportStats.Refusal;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Makes the TLS handler of each connection: TLS 1.3 alone, both sides with a certificate, and a fresh
 * {@link TlsIdentity} when the old one has aged. Any thread.
 */
final class TlsContexts {
    /** AES-128 first: the strength of P-256, and the fastest where the processor helps. */
    private static final List<String> SUITES =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    /** A peer that does not read must not hold up the end of its connection for long. */
    private static final long CLOSE_NOTIFY_MILLIS = 500;

    private final TransportConfig config;
    private final Set<PublicKey> members;
    private final Map<PublicKey, SslContext> clients = new LinkedHashMap<>();
    private @Nullable TlsIdentity identity;
    private @Nullable SslContext server;

    TlsContexts(TransportConfig config, Set<PublicKey> members) {
        this.config = config;
        this.members = members;
    }

    /** For an accepted connection. */
    synchronized SslHandler accept(ByteBufAllocator allocator) throws SSLException {
        TlsIdentity current = current();
        if (server == null) {
            server = common(SslContextBuilder.forServer(current.keys()), members, Refusal.UNKNOWN_MEMBER)
                    .clientAuth(ClientAuth.REQUIRE)
                    .build();
        }
        return handler(server, allocator);
    }

    /** For a connection to {@code peer}; nobody else can answer it, not even another member. */
    synchronized SslHandler dial(PublicKey peer, ByteBufAllocator allocator) throws SSLException {
        TlsIdentity current = current();
        SslContext client = clients.get(peer);
        if (client == null) {
            client = common(SslContextBuilder.forClient().keyManager(current.keys()), Set.of(peer), Refusal.WRONG_NODE)
                    // Whom we reach is settled by its key; its address is only where we look for it.
                    .endpointIdentificationAlgorithm(null)
                    .build();
            clients.put(peer, client);
        }
        return handler(client, allocator);
    }

    private TlsIdentity current() {
        Instant now = config.clock().instant();
        if (identity == null || !now.isBefore(identity.renewAt())) {
            identity = TlsIdentity.create(config.self(), config.chainId(), now);
            server = null;
            clients.clear();
        }
        return identity;
    }

    private SslContextBuilder common(SslContextBuilder builder, Set<PublicKey> accepted, Refusal otherwise) {
        return builder.sslProvider(SslProvider.JDK)
                .protocols("TLSv1.3")
                .ciphers(SUITES)
                .trustManager(new PeerTrust(config.chainId(), config.scheme(), config.clock(), accepted, otherwise));
    }

    private SslHandler handler(SslContext context, ByteBufAllocator allocator) {
        // Without host and port the JDK finds no earlier session to resume, so each connection proves both keys.
        SslHandler handler = context.newHandler(allocator);
        // The guard in front of it has the one deadline, which covers the hello too.
        handler.setHandshakeTimeoutMillis(0);
        handler.setCloseNotifyFlushTimeout(CLOSE_NOTIFY_MILLIS, TimeUnit.MILLISECONDS);
        return handler;
    }
}
