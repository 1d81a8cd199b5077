package dev.quire.gateway.service;

import dev.quire.crypto.Ed25519Key;
import dev.quire.health.Id;
import dev.quire.health.custody.Custodian;
import dev.quire.health.vault.BlobVault;
import dev.quire.spi.ledger.Ledger;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** One member's service. Closing it stops all its threads. */
public final class MemberServer implements AutoCloseable {
    static final int MAX_CONNECTIONS = 256;
    private static final int MIN_THREADS = 4;
    /** One for each connection, since a caller who sends a byte now and then keeps one waiting, and those of Jetty itself. */
    private static final int MAX_THREADS = MAX_CONNECTIONS + 16;

    private static final long IDLE_MILLIS = 30_000;

    private final Javalin javalin;

    /**
     * Whose service it is and what it takes.
     *
     * @param orgId the member's
     * @param key one of its gateway keys
     * @param port 0 lets the system choose, see {@link MemberServer#port}
     * @param maxBlobBytes the most bytes of one thing in the vault
     * @param requestsPerMinute of one caller
     * @param trialBytesPerDay what one caller may put in a day of which the ledger does not know yet
     * @param connectionsPerAddress that may be open at one time
     */
    public record Settings(
            Id orgId,
            Ed25519Key key,
            String host,
            int port,
            long maxBlobBytes,
            int requestsPerMinute,
            long trialBytesPerDay,
            int connectionsPerAddress) {
        /** Half of all connections: more than a busy hospital has, even behind one address with others. */
        static final int USUAL_PER_ADDRESS = MAX_CONNECTIONS / 2;

        /** 4 GiB, 1,200 requests, 8 GiB and 128 connections. */
        public static Settings of(Id orgId, Ed25519Key key, String host, int port) {
            return new Settings(orgId, key, host, port, 4L << 30, 1_200, 8L << 30, USUAL_PER_ADDRESS);
        }

        Settings perAddress(int connections) {
            return new Settings(orgId, key, host, port, maxBlobBytes, requestsPerMinute, trialBytesPerDay, connections);
        }
    }

    /**
     * What it serves.
     *
     * @param ledger the member's own node, which alone says who a caller is
     * @param clockMicros microseconds since 1970
     * @param status a JSON object, for the member itself
     */
    public record Ports(
            Ledger ledger, Custodian custodian, BlobVault vault, LongSupplier clockMicros, Supplier<String> status) {}

    private MemberServer(Javalin javalin) {
        this.javalin = javalin;
    }

    /** Starts to serve. */
    public static MemberServer start(Settings settings, Ports ports) {
        Javalin javalin = Javalin.create(config -> {
            configure(config, settings);
            route(config, settings, ports);
        });
        javalin.start();
        return new MemberServer(javalin);
    }

    private static void configure(JavalinConfig config, Settings settings) {
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
        threads.setName("quire-member-service");
        threads.setDaemon(true);
        config.jetty.threadPool = threads;
        config.jetty.addConnector((server, http) -> connector(server, http, settings));
        config.jetty.modifyServer(server -> {
            server.addBean(new NetworkConnectionLimit(MAX_CONNECTIONS, server));
            server.setErrorHandler(new PlainErrors());
        });
        config.jetty.modifyServletContextHandler(handler -> handler.setErrorHandler(new PlainErrors()));
        config.http.prefer405over404 = true;
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
    }

    private static ServerConnector connector(Server server, HttpConfiguration http, Settings settings) {
        SslContextFactory.Server tls = new SslContextFactory.Server();
        // Whoever proves a key may say what he wants; what he may have is decided for each request.
        tls.setSslContext(MutualTls.context(settings.key(), key -> true));
        tls.setNeedClientAuth(true);
        tls.setIncludeProtocols(MutualTls.PROTOCOL);
        SecureRequestCustomizer customizer = new SecureRequestCustomizer();
        customizer.setSniHostCheck(false);
        http.addCustomizer(customizer);
        http.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(
                server,
                new SslConnectionFactory(tls, HttpVersion.HTTP_1_1.asString()),
                new HttpConnectionFactory(http));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(IDLE_MILLIS);
        connector.addBean(new AddressLimit(settings.connectionsPerAddress()));
        return connector;
    }

    /** All that is served; each route stands in docs/healthcare/member-service.openapi.yaml. */
    static void route(JavalinConfig config, Settings settings, Ports ports) {
        Door door = new Door(settings, ports);
        CustodyRoutes custody = new CustodyRoutes(ports, door);
        VaultRoutes vault = new VaultRoutes(settings, ports, door);
        config.routes.before(door::admit);
        config.routes.post("/v1/deals", custody::deal);
        config.routes.post("/v1/releases", custody::release);
        config.routes.get("/v1/status", context -> status(context, settings, ports));
        config.routes.put("/v1/vault/<name>", vault::put);
        config.routes.get("/v1/vault/<name>", vault::get);
        config.routes.head("/v1/vault/<name>", vault::head);
        config.routes.delete("/v1/vault/<name>", vault::delete);
        Refusals.register(config);
        config.requestLogger.http(RequestLog::write);
    }

    private static void status(Context context, Settings settings, Ports ports) {
        if (!Door.caller(context).isOrganisation(settings.orgId())) {
            throw ServiceProblem.MISSING.exception();
        }
        context.contentType("application/json").result(ports.status().get());
    }

    /** Where it listens. */
    public int port() {
        return javalin.port();
    }

    @Override
    public void close() {
        javalin.stop();
    }
}
