package dev.quire.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quire.hash.Hash;
import dev.quire.node.client.ApiClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** A chain of one member, in a process of its own that tests end in all the ways there are; and its one client. */
final class LonelyNode implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final String url;
    private final ConcurrentLinkedQueue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private final AtomicInteger number = new AtomicInteger();
    private Optional<Process> process = Optional.empty();

    private LonelyNode(Path directory, String url) {
        this.directory = directory;
        this.url = url;
    }

    /** @param dataDir where the node keeps its data, absolute */
    static LonelyNode create(Path directory, Path dataDir) throws IOException {
        int basePort = freeBasePort();
        RealTestnet.run(
                0, "testnet", "create", directory.toString(), "--nodes", "1", "--base-port", String.valueOf(basePort));
        LonelyNode node = new LonelyNode(directory, "http://127.0.0.1:" + (basePort + 100));
        String config = Files.readString(node.config());
        Files.writeString(
                node.config(),
                config.replaceAll("(?m)^data\\.dir.*$", "data.dir = " + dataDir) + "\ndisk.reserve-mib = 16\n");
        return node;
    }

    private static int freeBasePort() throws IOException {
        while (true) {
            int base = ThreadLocalRandom.current().nextInt(12_000, 31_000);
            try (ServerSocket peer = new ServerSocket(base, 1, InetAddress.getLoopbackAddress());
                    ServerSocket api = new ServerSocket(base + 100, 1, InetAddress.getLoopbackAddress())) {
                return Math.min(peer.getLocalPort(), api.getLocalPort());
            } catch (IOException e) {
                // Taken: the next try has others.
            }
        }
    }

    Path home() {
        return directory.resolve("node-0");
    }

    private Path config() {
        return home().resolve("node.properties");
    }

    Path log() {
        return directory.resolve("node.log");
    }

    void start() throws IOException {
        Process started = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        // That of users, not that of tests.
                        "-Dlogback.configurationFile=logback.xml",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "start",
                        "--config",
                        config().toString())
                .redirectError(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        process = Optional.of(started);
        assertThat(started.inputReader().readLine())
                .as(() -> "first line of a node that logged " + logged())
                .startsWith("READY ");
    }

    String logged() {
        try {
            return Files.readString(log());
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** What a start says that cannot use the data directory: a configuration to mend, or a disk. */
    String startInVain() {
        StringWriter err = new StringWriter();
        int exitCode = Main.commandLine()
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err))
                .execute("start", "--config", config().toString());
        assertThat(exitCode).as(err::toString).isIn(64, 74);
        return err.toString();
    }

    void writeMany(int count) {
        for (int i = 0; i < count; i++) {
            acknowledged.add(put().orElseThrow());
        }
    }

    /** Writes one value after the other until the node is gone. */
    void writeUntilItEnds() {
        Optional<String> written = put();
        while (written.isPresent()) {
            acknowledged.add(written.get());
            written = put();
        }
    }

    /** The id of a transaction that was acknowledged. */
    private Optional<String> put() {
        StringWriter out = new StringWriter();
        int exitCode = Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(new StringWriter()))
                .execute(
                        "kv",
                        "put",
                        "k" + number.incrementAndGet(),
                        "v",
                        "--key",
                        directory.resolve("client.key").toString(),
                        "--endpoint",
                        url,
                        "-o",
                        "json");
        try {
            return exitCode == 0
                    ? Optional.of(JSON.readTree(out.toString()).path("txId").asText())
                    : Optional.empty();
        } catch (IOException e) {
            throw new AssertionError("the answer is no JSON: " + out, e);
        }
    }

    List<String> acknowledged() {
        return List.copyOf(acknowledged);
    }

    void awaitAcknowledged(int count) {
        await().atMost(PATIENCE).until(() -> acknowledged.size() >= count);
    }

    /** Everything that was ever acknowledged is there. */
    void checkAcknowledged() {
        ApiClient client = new ApiClient(URI.create(url), PATIENCE);
        for (String id : acknowledged) {
            // The block of the newest ones is committed again only when the node has made itself leader.
            await().atMost(PATIENCE).until(() -> {
                JsonNode transaction = client.transaction(Hash.fromHex(id));
                return transaction.path("status").asText().equals("COMMITTED");
            });
        }
    }

    void kill() {
        process.ifPresent(Process::destroyForcibly);
        awaitExit();
    }

    int awaitExit() {
        return process.orElseThrow().onExit().join().exitValue();
    }

    @Override
    public void close() {
        process.ifPresent(Process::destroyForcibly);
    }
}
