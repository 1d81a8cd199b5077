package dev.quire.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** {@code quire kv --jsonl} as a process. */
final class KvProcess implements AutoCloseable {
    private final Process process;
    private final Writer in;
    private final Queue<JsonNode> outcomes = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Void> read;

    KvProcess(String endpoints, Path key, String... options) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.quire.node.Main",
                "kv",
                "--jsonl",
                "--endpoints",
                endpoints,
                "--key",
                key.toString()));
        words.addAll(List.of(options));
        process = new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        in = process.outputWriter(StandardCharsets.UTF_8);
        read = CompletableFuture.runAsync(this::readOutcomes);
    }

    private void readOutcomes() {
        ObjectMapper json = new ObjectMapper();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                outcomes.add(json.readTree(line));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void send(String line) throws IOException {
        in.write(line + "\n");
        in.flush();
    }

    /** The outcomes so far. */
    List<JsonNode> outcomes() {
        return List.copyOf(outcomes);
    }

    /** Ends the input and waits; returns the exit code. */
    int finish() throws IOException, InterruptedException {
        in.close();
        read.join();
        return process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
