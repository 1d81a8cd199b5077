package dev.quire.verifyweb;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Serves the pages, the module and the vectors on the loopback address, and takes one report. */
final class Site implements AutoCloseable {
    private static final int MOST_REPORT_BYTES = 16 * 1024 * 1024;
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8", "js", "text/javascript", "css", "text/css", "json", "application/json");

    /** By the first part of the path; what has no such part is of the test's own folder. */
    private static final Map<String, Path> FOLDERS = Map.of(
            "/vectors/spec/",
            Path.of("..", "docs", "spec", "vectors"),
            "/vectors/shared/",
            Path.of(System.getProperty("quire.shared", "../shared"), "data", "vectors"),
            "/single/",
            Path.of("target", "page"));

    private final HttpServer server;
    private final CompletableFuture<byte[]> report = new CompletableFuture<>();

    Site() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    URI page(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    /** What the page posts when it is through. */
    CompletableFuture<byte[]> report() {
        return report;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (exchange.getRequestMethod().equals("POST")) {
                try (InputStream in = exchange.getRequestBody()) {
                    report.complete(in.readNBytes(MOST_REPORT_BYTES));
                }
                exchange.sendResponseHeaders(204, -1);
                return;
            }
            Path file = file(path);
            if (!Files.isRegularFile(file)) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            String ending = path.substring(path.lastIndexOf('.') + 1);
            exchange.getResponseHeaders().set("Content-Type", TYPES.getOrDefault(ending, "application/octet-stream"));
            exchange.sendResponseHeaders(200, Files.size(file));
            try (OutputStream out = exchange.getResponseBody()) {
                Files.copy(file, out);
            }
        }
    }

    private static Path file(String path) {
        for (Map.Entry<String, Path> folder : FOLDERS.entrySet()) {
            if (path.startsWith(folder.getKey())) {
                return folder.getValue().resolve(path.substring(folder.getKey().length()));
            }
        }
        return Path.of("target", "test-classes", "site").resolve(path.substring(1));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
