package dev.quire.examples.hospital;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A hospital's process as the demo sees it: started, told what to do, killed. Safe for use by several threads. */
final class HospitalClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);

    private final ObjectMapper json = new ObjectMapper();
    private final Path directory;
    private final AtomicLong lastId = new AtomicLong();
    private final Map<Long, Call> calls = new ConcurrentHashMap<>();
    private final CompletableFuture<JsonNode> hello = new CompletableFuture<>();
    private final Process process;

    private record Call(CompletableFuture<JsonNode> result, Consumer<JsonNode> progress) {}

    private HospitalClient(Path directory, Process process) {
        this.directory = directory;
        this.process = process;
    }

    /** Starts a process that works in {@code directory}; its log is {@code hospital.log} there. */
    static HospitalClient launch(Path directory) throws IOException {
        Files.createDirectories(directory);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx384m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HospitalProcess.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("hospital.log").toFile()))
                .start();
        HospitalClient client = new HospitalClient(directory, process);
        Thread reader = new Thread(client::readReplies, "replies-" + directory.getFileName());
        reader.setDaemon(true);
        reader.start();
        return client;
    }

    /** The hospital's public keys. */
    JsonNode publicKeys() throws IOException, InterruptedException {
        return Waiting.forResult(hello, START_PATIENCE, "the process of " + directory.getFileName());
    }

    Path directory() {
        return directory;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    ObjectNode order(String name) {
        return json.createObjectNode().put("op", name);
    }

    /** Gives an order and waits for its result. */
    JsonNode call(ObjectNode order) throws IOException, InterruptedException {
        return Waiting.forResult(begin(order, progress -> {}), PATIENCE, "the answer to " + order.path("op"));
    }

    /** Gives an order; its result comes later. Fails with an {@link IOException} if the hospital says no or dies. */
    CompletableFuture<JsonNode> begin(ObjectNode order, Consumer<JsonNode> progress) {
        long id = lastId.incrementAndGet();
        Call call = new Call(new CompletableFuture<>(), progress);
        calls.put(id, call);
        try {
            write(order.put("id", id));
        } catch (IOException e) {
            calls.remove(id);
            call.result.completeExceptionally(gone());
        }
        if (!process.isAlive()) {
            call.result.completeExceptionally(gone());
        }
        return call.result;
    }

    private void write(ObjectNode order) throws IOException {
        byte[] line = (order + "\n").getBytes(StandardCharsets.UTF_8);
        OutputStream out = process.getOutputStream();
        synchronized (this) {
            out.write(line);
            out.flush();
        }
    }

    private void readReplies() {
        try {
            BoundedLines lines = new BoundedLines(process.getInputStream(), BoundedLines.MAX_LINE_BYTES);
            for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
                handle(json.readTree(line.get()));
            }
            failAll(gone());
        } catch (IOException e) {
            failAll(e);
        }
    }

    private void handle(JsonNode reply) {
        if (reply.has("hello")) {
            hello.complete(reply.path("hello"));
            return;
        }
        long id = reply.path("id").asLong();
        Optional<Call> call = Optional.ofNullable(calls.get(id));
        if (reply.has("progress")) {
            call.ifPresent(known -> known.progress.accept(reply.path("progress")));
            return;
        }
        calls.remove(id);
        if (reply.has("error")) {
            call.ifPresent(known -> known.result.completeExceptionally(
                    new IOException(reply.path("error").asText())));
        } else {
            call.ifPresent(known -> known.result.complete(reply.path("result")));
        }
    }

    private void failAll(IOException cause) {
        hello.completeExceptionally(cause);
        List.copyOf(calls.values()).forEach(call -> call.result.completeExceptionally(cause));
        calls.clear();
    }

    private IOException gone() {
        return new IOException("the process of " + directory.getFileName() + " has ended; its log is "
                + directory.resolve("hospital.log"));
    }

    /** Ends the process at once with SIGKILL, as {@code kill -9} does: it can save nothing. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Closes the process's input, on which it stops cleanly; kills it if it does not. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
