package dev.quire.node.api;

import static dev.quire.node.api.Requests.with;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quire.NodeStorage;
import dev.quire.spi.ledger.Ledger;
import dev.quire.spi.state.StateMachine;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.json.JavalinJackson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Serves a {@link Ledger} over HTTP. Closing it stops all its threads. */
public final class ApiServer implements AutoCloseable {
    /** The most bytes of a request's body: a transaction of 256 KiB in base64, and some. */
    static final long MAX_REQUEST_BYTES = 512 * 1024;

    private static final int MAX_THREADS = 32;
    private static final int MIN_THREADS = 4;

    private final Javalin javalin;

    private ApiServer(Javalin javalin) {
        this.javalin = javalin;
    }

    /**
     * Starts to serve.
     *
     * @param storage of a node that keeps its data on a disk
     * @param port 0 lets the system choose, see {@link #port()}
     */
    public static ApiServer start(
            Ledger ledger, List<StateMachine> plugins, Optional<NodeStorage> storage, String host, int port) {
        Javalin javalin = Javalin.create(config -> {
            configure(config);
            route(config, ledger, plugins, storage);
            Errors.refuseHead(config);
        });
        javalin.start(host, port);
        return new ApiServer(javalin);
    }

    private static void configure(JavalinConfig config) {
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
        threads.setName("quire-api");
        threads.setDaemon(true);
        config.jetty.threadPool = threads;
        config.http.maxRequestSize = MAX_REQUEST_BYTES;
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.jsonMapper(new JavalinJackson(new ObjectMapper(), false));
    }

    /** All that is served; each route stands in openapi.json with its query parameters. */
    static void route(JavalinConfig config, Ledger ledger, List<StateMachine> plugins, Optional<NodeStorage> storage) {
        TransactionRoutes transactions = new TransactionRoutes(ledger);
        BlockRoutes blocks = new BlockRoutes(ledger, storage);
        PluginNames names = new PluginNames(plugins);
        StateRoutes state = new StateRoutes(ledger, names, storage);
        StorageRoutes disk = new StorageRoutes(storage);
        ProofRoutes proofs = new ProofRoutes(ledger, names);
        config.routes.post("/v1/transactions", with(transactions::submit));
        config.routes.get("/v1/transactions/{id}", with(transactions::get));
        config.routes.get("/v1/receipts/{id}", with(transactions::receipt));
        config.routes.get("/v1/blocks/stream", with(blocks::stream, "from"));
        config.routes.get("/v1/blocks/{height}", with(blocks::get));
        config.routes.get("/v1/status", with(state::status));
        config.routes.get("/v1/evidence", with(state::evidence));
        config.routes.get("/v1/state/{plugin}/{key}", with(state::value, "level", "proof"));
        config.routes.get("/v1/storage", with(disk::get));
        config.routes.post("/v1/backups", with(disk::backUp));
        config.routes.get("/v1/journal/{height}", with(disk::entry));
        config.routes.post("/v1/proofs/state", with(proofs::state, "height"));
        config.routes.get("/v1/proofs/state/{plugin}", with(proofs::range, "from", "to", "height"));
        config.routes.get("/v1/proofs/state/{plugin}/{key}", with(proofs::value, "height"));
        config.routes.get("/v1/proofs/headers/{height}", with(proofs::header, "anchor", "header"));
        config.routes.get("/v1/openapi.json", with(ApiServer::openApi));
        Errors.register(config);
    }

    private static void openApi(Context context) {
        try (InputStream in = ApiServer.class.getResourceAsStream("openapi.json")) {
            if (in == null) {
                throw new IllegalStateException("openapi.json is missing from the jar");
            }
            context.contentType("application/json").result(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return javalin.port();
    }

    @Override
    public void close() {
        javalin.stop();
    }
}
