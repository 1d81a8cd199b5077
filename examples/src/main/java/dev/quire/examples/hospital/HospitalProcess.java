package dev.quire.examples.hospital;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * One hospital as a process of its own: {@code HospitalProcess DIRECTORY}. It keeps keys, node, vault and key ring in
 * the directory, and takes orders from its standard input, one JSON object a line:
 *
 * <pre>
 * in:  {"id":7,"op":"status"}
 * out: {"id":7,"result":{...}}  or  {"id":7,"error":"why"}, before that any number of {"id":7,"progress":{...}}
 * </pre>
 *
 * <p>The first line out is {@code {"hello":{...}}} with its public keys. Logs go to standard error. When the input ends,
 * the node is closed and the process ends: no hospital outlives the demo that started it.
 */
public final class HospitalProcess {
    private static final int THREADS = 4;

    private final ObjectMapper json = new ObjectMapper();
    private final PrintStream replies;

    private HospitalProcess(PrintStream replies) {
        this.replies = replies;
    }

    /** Runs until standard input ends. Exit code 1: the directory cannot be used. */
    public static void main(String[] arguments) throws InterruptedException {
        PrintStream replies = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        try (HospitalOperations operations = HospitalOperations.open(Path.of(arguments[0]), new SecureRandom())) {
            new HospitalProcess(replies).serve(operations);
        } catch (IOException e) {
            System.err.println("The hospital cannot work in " + arguments[0] + ": " + e.getMessage());
            System.exit(1);
        }
    }

    private void serve(HospitalOperations operations) throws IOException, InterruptedException {
        send(json.createObjectNode().set("hello", operations.publicKeys()));
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        BoundedLines requests = new BoundedLines(System.in, BoundedLines.MAX_LINE_BYTES);
        for (Optional<String> line = requests.next(); line.isPresent(); line = requests.next()) {
            JsonNode request = json.readTree(line.get());
            threads.execute(() -> answer(operations, request));
        }
        threads.shutdownNow();
        if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
            System.err.println("an order is still being carried out; its outcome is left to the ledger");
        }
    }

    private void answer(HospitalOperations operations, JsonNode request) {
        ObjectNode reply = json.createObjectNode();
        reply.set("id", request.path("id"));
        try {
            JsonNode result = operations.carryOut(request, progress -> {
                ObjectNode note = json.createObjectNode();
                note.set("id", request.path("id"));
                send(note.set("progress", progress));
            });
            reply.set("result", result);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reply.put("error", "the hospital is closing");
        } catch (IOException | DamagedRecordException | NotPermittedException | RuntimeException e) {
            reply.put("error", e.getMessage() == null ? e.toString() : e.getMessage());
        }
        send(reply);
    }

    private void send(JsonNode message) {
        synchronized (replies) {
            replies.println(message);
        }
    }
}
