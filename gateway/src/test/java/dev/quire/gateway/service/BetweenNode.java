package dev.quire.gateway.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** Stands before a node's API, passes on what it is asked, and does to the answers what a test wants. */
final class BetweenNode implements AutoCloseable {
    private final HttpServer server;
    private final URI node;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final Map<String, String> remembered = new ConcurrentHashMap<>();
    private volatile UnaryOperator<String> change = answer -> answer;
    private volatile boolean stuck;
    private volatile boolean mute;

    private BetweenNode(HttpServer server, URI node) {
        this.server = server;
        this.node = node;
    }

    static BetweenNode start(URI node) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        BetweenNode between = new BetweenNode(server, node);
        server.createContext("/", between::handle);
        server.start();
        return between;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Method and path of each, in their order. */
    List<String> requests() {
        return requests;
    }

    /** What was posted. */
    List<String> bodies() {
        return bodies;
    }

    void change(UnaryOperator<String> how) {
        change = how;
    }

    /** From now on a question is answered as it was before, and one that was never asked not at all. */
    void stopTime() {
        stuck = true;
    }

    /** From now on the node does what it is asked, and nobody learns of it. */
    void dropAnswers() {
        mute = true;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        requests.add(request);
        if (!body.isEmpty()) {
            bodies.add(body);
        }
        try (exchange) {
            String old = remembered.get(request + body);
            if (stuck) {
                answer(exchange, old == null ? 404 : 200, old == null ? "{\"code\":\"NOT_COMMITTED\"}" : old);
                return;
            }
            HttpResponse<String> response = passOn(exchange, body);
            if (mute) {
                return;
            }
            remembered.put(request + body, response.body());
            answer(exchange, response.statusCode(), change.apply(response.body()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpResponse<String> passOn(HttpExchange exchange, String body) throws IOException, InterruptedException {
        HttpRequest.BodyPublisher sent =
                body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        return http.send(
                HttpRequest.newBuilder(node.resolve(exchange.getRequestURI()))
                        .method(exchange.getRequestMethod(), sent)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
