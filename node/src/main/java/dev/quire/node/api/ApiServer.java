package dev.quire.node.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quire.spi.ledger.Ledger;
import dev.quire.spi.state.StateMachine;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.util.AsyncExecutor;
import io.javalin.json.JavalinJackson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import kotlin.LazyKt;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Serves a {@link Ledger} over HTTP. Closing it stops all its threads. */
public final class ApiServer implements AutoCloseable {
    /** The most bytes of a request's body: a transaction of 256 KiB in base64, and some. */
    static final long MAX_REQUEST_BYTES = 512 * 1024;

    private static final int MAX_THREADS = 32;
    private static final int MIN_THREADS = 4;

    private final Javalin javalin;
    private final ExecutorService streams;

    private ApiServer(Javalin javalin, ExecutorService streams) {
        this.javalin = javalin;
        this.streams = streams;
    }

    /**
     * Starts to serve.
     *
     * @param port 0 lets the system choose, see {@link #port()}
     */
    public static ApiServer start(Ledger ledger, List<StateMachine> plugins, String host, int port) {
        ExecutorService streams = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "quire-api-stream");
            thread.setDaemon(true);
            return thread;
        });
        ObjectMapper mapper = new ObjectMapper();
        Javalin javalin = Javalin.create(config -> {
            configure(config, mapper, streams);
            route(config, ledger, plugins, mapper);
        });
        javalin.start(host, port);
        return new ApiServer(javalin, streams);
    }

    private static void configure(JavalinConfig config, ObjectMapper mapper, ExecutorService streams) {
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
        threads.setName("quire-api");
        threads.setDaemon(true);
        config.jetty.threadPool = threads;
        config.http.maxRequestSize = MAX_REQUEST_BYTES;
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        // Javalin's own executor has threads that outlive stop() by a minute.
        config.concurrency.executor = LazyKt.lazyOf(new AsyncExecutor(streams));
        config.jsonMapper(new JavalinJackson(mapper, false));
    }

    private static void route(JavalinConfig config, Ledger ledger, List<StateMachine> plugins, ObjectMapper mapper) {
        TransactionRoutes transactions = new TransactionRoutes(ledger, mapper);
        BlockRoutes blocks = new BlockRoutes(ledger);
        StateRoutes state = new StateRoutes(ledger, plugins);
        config.routes.post("/v1/transactions", transactions::submit);
        config.routes.get("/v1/transactions/{id}", transactions::get);
        config.routes.get("/v1/receipts/{id}", transactions::receipt);
        config.routes.sse("/v1/blocks/stream", blocks::stream);
        config.routes.get("/v1/blocks/{height}", blocks::get);
        config.routes.get("/v1/status", state::status);
        config.routes.get("/v1/state/{plugin}/{key}", state::value);
        config.routes.get("/v1/openapi.json", ApiServer::openApi);
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
        streams.shutdownNow();
    }
}
