package dev.quire.node.testnet;

import dev.quire.node.client.ApiClient;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.stream.IntStream;

/**
 * A testnet's directory. Programs that found one of another kind, or end and start its processes one by one, use this as the
 * commands do.
 *
 * @param directory absolute
 * @param size number of nodes
 * @param basePort node i listens for peers on base port + i, and serves its API on base port + 100 + i
 */
public record Testnet(Path directory, int size, int basePort) {
    /** The most nodes. */
    public static final int MAX_SIZE = 100;
    /** Where all of them listen. */
    public static final String HOST = "127.0.0.1";

    private static final int API_OFFSET = 100;
    private static final int MAX_PORT = 0xffff;
    private static final String FILE = "testnet.properties";
    private static final String NODES = "nodes";
    private static final String BASE_PORT = "base.port";

    /** @throws IllegalArgumentException if there are too few or too many nodes, or too few ports */
    public Testnet {
        if (size < 1 || size > MAX_SIZE) {
            throw new IllegalArgumentException("a testnet has 1 to " + MAX_SIZE + " nodes, not " + size);
        }
        if (basePort < 1 || basePort + API_OFFSET + size - 1 > MAX_PORT) {
            throw new IllegalArgumentException("base port " + basePort + " leaves no room for " + size
                    + " peer ports and, 100 above, as many API ports");
        }
    }

    /**
     * Reads what a testnet was founded as.
     *
     * @throws CommandException if there is none, or its file is damaged
     */
    public static Testnet open(Path directory) throws IOException {
        Path absolute = directory.toAbsolutePath().normalize();
        Properties values = new Properties();
        try (Reader in = Files.newBufferedReader(absolute.resolve(FILE), StandardCharsets.UTF_8)) {
            values.load(in);
            return new Testnet(
                    absolute,
                    Integer.parseInt(values.getProperty(NODES, "")),
                    Integer.parseInt(values.getProperty(BASE_PORT, "")));
        } catch (NoSuchFileException e) {
            throw new CommandException(
                    ExitCode.NO,
                    directory + " is no testnet: it has no " + FILE,
                    "Make one: quire testnet create " + directory + " --nodes 3");
        } catch (IllegalArgumentException e) {
            throw new CommandException(
                    ExitCode.BAD_CONFIGURATION,
                    absolute.resolve(FILE) + " is damaged: " + e.getMessage(),
                    "Make the testnet anew in another directory");
        }
    }

    /** The text of the file that {@link #open} reads. */
    void save() throws IOException {
        Files.writeString(directory.resolve(FILE), NODES + " = " + size + "\n" + BASE_PORT + " = " + basePort + "\n");
    }

    /** Where the node listens for its peers. */
    public int peerPort(int node) {
        return basePort + node;
    }

    int apiPort(int node) {
        return basePort + API_OFFSET + node;
    }

    /** Of the node's HTTP API. */
    public String apiUrl(int node) {
        return "http://" + HOST + ":" + apiPort(node);
    }

    /** Of all nodes' APIs, in their order. */
    public List<ApiClient> clients(Duration patience) {
        return IntStream.range(0, size)
                .mapToObj(node -> new ApiClient(URI.create(apiUrl(node)), patience))
                .toList();
    }

    /** Of a node, 0 and above, and of its directory. */
    public static String name(int node) {
        return "node-" + node;
    }

    public Path nodeDirectory(int node) {
        return directory.resolve(name(node));
    }

    /** The members file, which is public. */
    public Path members() {
        return directory.resolve("members");
    }

    Path clientKey() {
        return directory.resolve("client.key");
    }

    /** In the nodes' order, whether they run or not. */
    public List<NodeProcess> processes() {
        return IntStream.range(0, size)
                .mapToObj(node -> new NodeProcess(name(node), nodeDirectory(node)))
                .toList();
    }
}
