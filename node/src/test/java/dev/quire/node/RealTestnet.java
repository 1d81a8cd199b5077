package dev.quire.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Nodes in processes of their own, driven by the commands that people use. It ends no process but those of its nodes. */
final class RealTestnet implements AutoCloseable {
    /** A way to order blocks, with the smallest network that survives the loss of a node. */
    enum Consensus {
        RAFT(3),
        PBFT(4);

        private final int size;

        Consensus(int size) {
            this.size = size;
        }

        int size() {
            return size;
        }
    }

    /**
     * What a node has committed.
     *
     * @param hashes of the blocks from height 1 on
     * @param transactions all ids
     */
    record Blocks(List<String> hashes, Set<String> transactions) {}

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LONG_PATIENCE = Duration.ofMinutes(2);

    private final Path directory;
    private final Consensus consensus;
    private final int basePort;
    private final Set<Integer> paused = new HashSet<>();

    private RealTestnet(Path directory, Consensus consensus) {
        this.directory = directory;
        this.consensus = consensus;
        this.basePort = freeBasePort(consensus.size());
    }

    static RealTestnet up(Path directory, Consensus consensus) throws IOException {
        RealTestnet testnet = create(directory, consensus);
        try {
            testnet.start();
        } catch (IOException | AssertionError e) {
            // Nobody else would end those that did start.
            testnet.close();
            throw e;
        }
        return testnet;
    }

    /** Makes one that is not running yet. */
    static RealTestnet create(Path directory, Consensus consensus) throws IOException {
        RealTestnet testnet = new RealTestnet(directory, consensus);
        run(
                0,
                "testnet",
                "create",
                directory.toString(),
                "--consensus",
                consensus.name().toLowerCase(Locale.ROOT),
                "--nodes",
                String.valueOf(consensus.size()),
                "--base-port",
                String.valueOf(testnet.basePort));
        return testnet;
    }

    private static int freeBasePort(int size) {
        while (true) {
            int base = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            if (IntStream.range(0, size).allMatch(i -> isFree(base + i) && isFree(base + 100 + i))) {
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

    Path directory(int node) {
        return directory.resolve("node-" + node);
    }

    List<Integer> nodes() {
        return IntStream.range(0, consensus.size()).boxed().toList();
    }

    /** The nodes but for one. */
    List<Integer> others(int node) {
        return nodes().stream().filter(other -> other != node).toList();
    }

    String url(int node) {
        return "http://127.0.0.1:" + (basePort + 100 + node);
    }

    String urls() {
        return String.join(",", nodes().stream().map(this::url).toList());
    }

    ApiClient client(int node) {
        return new ApiClient(URI.create(url(node)), PATIENCE);
    }

    String clientKey() {
        return directory.resolve("client.key").toString();
    }

    Optional<Integer> leader() {
        return nodes().stream()
                .filter(node -> !paused.contains(node) && role(node).equals("LEADER"))
                .findFirst();
    }

    int awaitLeader() {
        return await().atMost(LONG_PATIENCE)
                .until(this::leader, Optional::isPresent)
                .orElseThrow();
    }

    /** Who leads next under PBFT if all goes well and {@code leader} stops: members stand in the order of their keys. */
    int heir(int leader) {
        List<Integer> members = nodes().stream()
                .sorted(Comparator.comparing(
                        node -> client(node).status().path("nodeId").asText()))
                .toList();
        return members.get((members.indexOf(leader) + 1) % members.size());
    }

    /** What the node says that it is; empty if it says nothing. */
    String role(int node) {
        try {
            return client(node).status().path("role").asText();
        } catch (CommandException e) {
            return "";
        }
    }

    /** The blocks of a node, one after the other, once it has got as far as {@code height}. */
    Blocks blocks(int node, long height) {
        ApiClient client = client(node);
        await().atMost(LONG_PATIENCE)
                .ignoreExceptionsInstanceOf(CommandException.class)
                .until(() -> client.status().path("height").asLong() >= height);
        List<String> hashes = new ArrayList<>();
        Set<String> transactions = new HashSet<>();
        long last = client.status().path("height").asLong();
        for (long at = 1; at <= last; at++) {
            JsonNode block = client.block(at);
            hashes.add(block.path("hash").asText());
            block.path("transactions")
                    .forEach(transaction ->
                            transactions.add(transaction.path("txId").asText()));
        }
        return new Blocks(hashes, transactions);
    }

    /** As {@code kill -9} does. */
    void kill(int node) throws IOException {
        ProcessHandle process = process(node);
        process.destroyForcibly();
        process.onExit().join();
    }

    /** As {@code kill} does: it hands over if it leads, and ends. */
    void stop(int node) throws IOException {
        ProcessHandle process = process(node);
        signal("-TERM", node);
        process.onExit().join();
    }

    /** Takes everything that a dead node has stored; key and configuration stay. */
    void wipe(int node) throws IOException {
        try (Stream<Path> files = Files.walk(directory(node).resolve("data"))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** As {@code kill -STOP} does: it is alive, keeps its connections, and says nothing. */
    void pause(int node) throws IOException {
        signal("-STOP", node);
        paused.add(node);
    }

    /** As {@code kill -CONT} does. */
    void resume(int node) throws IOException {
        signal("-CONT", node);
        paused.remove(node);
    }

    private void signal(String name, int node) throws IOException {
        String pid = String.valueOf(process(node).pid());
        Process signal = new ProcessBuilder("kill", name, pid).inheritIO().start();
        assertThat(signal.onExit().join().exitValue())
                .as("exit code of kill %s %s", name, pid)
                .isZero();
    }

    // The number may have been given to another process since the node has ended.
    private ProcessHandle process(int node) throws IOException {
        String pid = Files.readString(directory(node).resolve("node.pid")).strip();
        ProcessHandle process = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        assertThat(process.info().arguments().orElseThrow())
                .as("command of process %s", pid)
                .contains(config(node));
        return process;
    }

    private String config(int node) {
        return directory(node).resolve("node.properties").toString();
    }

    /** Runs another program as a node that does not run, and returns when it is ready. */
    Process start(int node, Class<?> program) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-Dlogback.configurationFile=logback.xml",
                        program.getName(),
                        config(node))
                .redirectError(ProcessBuilder.Redirect.appendTo(log(node).toFile()));
        // As an argument it would hide the others, by which the process is known again.
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process process = builder.start();
        Files.writeString(directory(node).resolve("node.pid"), process.pid() + "\n");
        assertThat(process.inputReader().readLine())
                .as("first line of %s", program.getSimpleName())
                .startsWith("READY ");
        return process;
    }

    /** What the node has logged. */
    Path log(int node) {
        return directory(node).resolve("node.log");
    }

    @Override
    public void close() throws IOException {
        for (int node : List.copyOf(paused)) {
            resume(node);
        }
        run(0, "testnet", "down", directory.toString());
    }
}
