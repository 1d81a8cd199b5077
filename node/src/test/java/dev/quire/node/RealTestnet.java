package dev.quire.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quire.node.client.ApiClient;
import dev.quire.node.terminal.CommandException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import picocli.CommandLine;

/** Three nodes in processes of their own, driven by the commands that people use. */
final class RealTestnet implements AutoCloseable {
    static final int SIZE = 3;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path directory;
    private final int basePort;

    private RealTestnet(Path directory, int basePort) {
        this.directory = directory;
        this.basePort = basePort;
    }

    static RealTestnet up(Path directory) throws IOException {
        RealTestnet testnet = new RealTestnet(directory, freeBasePort());
        run(0, "testnet", "create", directory.toString(), "--base-port", String.valueOf(testnet.basePort));
        testnet.start();
        return testnet;
    }

    private static int freeBasePort() {
        while (true) {
            int base = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            if (IntStream.range(0, SIZE).allMatch(i -> isFree(base + i) && isFree(base + 100 + i))) {
                return base;
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Runs a command in this process and gives what it printed, as JSON. */
    static JsonNode run(int exitCode, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("-o", "json"));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        assertThat(command.execute(all.toArray(String[]::new)))
                .as("%s: %s%s", all, out, err)
                .isEqualTo(exitCode);
        return JSON.readTree(out.toString());
    }

    /** Starts the nodes that do not run. */
    void start() throws IOException {
        run(0, "testnet", "up", directory.toString());
    }

    Path directory() {
        return directory;
    }

    String url(int node) {
        return "http://127.0.0.1:" + (basePort + 100 + node);
    }

    String urls() {
        return String.join(",", IntStream.range(0, SIZE).mapToObj(this::url).toList());
    }

    ApiClient client(int node) {
        return new ApiClient(URI.create(url(node)), PATIENCE);
    }

    String clientKey() {
        return directory.resolve("client.key").toString();
    }

    Optional<Integer> leader() {
        return IntStream.range(0, SIZE).boxed().filter(this::leads).findFirst();
    }

    private boolean leads(int node) {
        try {
            return client(node).status().path("role").asText().equals("LEADER");
        } catch (CommandException e) {
            return false;
        }
    }

    /** As {@code kill -9} does. */
    void kill(int node) throws IOException {
        String pid = Files.readString(directory.resolve("node-" + node).resolve("node.pid"))
                .strip();
        ProcessHandle process = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() throws IOException {
        run(0, "testnet", "down", directory.toString());
    }
}
