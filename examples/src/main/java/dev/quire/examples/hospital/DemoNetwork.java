package dev.quire.examples.hospital;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.quire.gateway.network.HospitalDesk;
import dev.quire.gateway.network.HospitalNetwork;
import dev.quire.gateway.network.HospitalProfile;
import dev.quire.gateway.network.NetworkFounder;
import dev.quire.hash.Hash;
import dev.quire.health.Id;
import dev.quire.node.client.ApiClient;
import dev.quire.node.config.Protocol;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.testnet.NodeProcess;
import dev.quire.node.testnet.Testnet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** The hospitals' processes, and a desk at each. Used by one thread, but for the desks. */
final class DemoNetwork implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final int START_SECONDS = 240;
    private static final int GRACE_SECONDS = 10;

    private final Testnet testnet;
    private final HospitalNetwork network;
    private final List<ApiClient> nodes;
    private final List<HospitalDesk> desks = new ArrayList<>();

    private DemoNetwork(Testnet testnet) throws IOException {
        this.testnet = testnet;
        this.network = HospitalNetwork.read(testnet.directory());
        this.nodes = testnet.clients(ANSWER);
        for (int i = 0; i < testnet.size(); i++) {
            desks.add(HospitalDesk.open(HospitalProfile.read(NetworkFounder.hospitalDirectory(testnet, i))));
        }
    }

    /** Makes all keys and files; nothing runs yet. */
    static DemoNetwork found(Path directory, Protocol protocol) throws IOException {
        Testnet testnet = new Testnet(directory, protocol.usualSize(), freeBasePort(protocol.usualSize()));
        new NetworkFounder(testnet, protocol).found();
        return new DemoNetwork(testnet);
    }

    /** Ends what an earlier run, that was killed itself, left running there. */
    static void stopLeftovers(Path directory) throws IOException, InterruptedException {
        if (directory.resolve("testnet.properties").toFile().exists()) {
            stop(Testnet.open(directory));
        }
    }

    /** Starts the hospitals that do not run, and waits until they can agree on something. */
    void start() throws IOException, InterruptedException {
        List<NodeProcess.Start> starts = new ArrayList<>();
        for (NodeProcess process : testnet.processes()) {
            if (process.running().isEmpty()) {
                starts.add(process.start());
            }
        }
        for (NodeProcess.Start start : starts) {
            start.await(START_SECONDS);
        }
        awaitLeader();
        Waiting.until(() -> nodes.get(0).isConfirmed(ANSWER), PATIENCE, "the hospitals agree on something");
    }

    int size() {
        return testnet.size();
    }

    Path directory() {
        return testnet.directory();
    }

    Path members() {
        return testnet.members();
    }

    HospitalNetwork network() {
        return network;
    }

    HospitalDesk desk(int index) {
        return desks.get(index);
    }

    String name(int index) {
        return nameOf(desks.get(index).profile().orgId());
    }

    String nameOf(Id orgId) {
        return Optional.ofNullable(network.hospitals().get(orgId)).orElseThrow().name();
    }

    int indexOf(Id orgId) {
        return IntStream.range(0, size())
                .filter(i -> desks.get(i).profile().orgId().equals(orgId))
                .findFirst()
                .orElseThrow();
    }

    long pid(int index) throws IOException {
        return running(index).pid();
    }

    private ProcessHandle running(int index) throws IOException {
        return testnet.processes()
                .get(index)
                .running()
                .orElseThrow(() -> new IOException(name(index) + " does not run; its log is in "
                        + testnet.nodeDirectory(index).resolve("node.log")));
    }

    Path nodeDirectory(int index) {
        return testnet.nodeDirectory(index);
    }

    /** Ends a hospital's process at once with SIGKILL, as {@code kill -9} does: it can save nothing. */
    void kill(int index) throws IOException, InterruptedException {
        ProcessHandle process = running(index);
        process.destroyForcibly();
        Waiting.until(() -> !process.isAlive(), PATIENCE, "process " + process.pid() + " ends");
    }

    /** Has a hospital's process end by itself. */
    void stop(int index) throws IOException, InterruptedException {
        testnet.processes().get(index).stop(running(index), GRACE_SECONDS);
    }

    /** Waits until a living hospital's node leads, and returns it. */
    int awaitLeader() throws IOException, InterruptedException {
        Waiting.until(() -> leader().isPresent(), PATIENCE, "a leader is elected");
        return leader().orElseThrow();
    }

    private OptionalInt leader() throws IOException {
        for (int i = 0; i < size(); i++) {
            if (testnet.processes().get(i).running().isPresent()
                    && status(i).path("role").asText().equals("LEADER")) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    /** Of a hospital's node; nothing if it does not answer. */
    private JsonNode status(int index) {
        try {
            return nodes.get(index).status();
        } catch (CommandException e) {
            return MissingNode.getInstance();
        }
    }

    /** Waits until all nodes have the same newest block and state. */
    JsonNode awaitAgreement() throws IOException, InterruptedException {
        Waiting.until(
                () -> {
                    List<JsonNode> all =
                            IntStream.range(0, size()).mapToObj(this::status).toList();
                    return all.stream().noneMatch(JsonNode::isMissingNode)
                            && all.stream()
                                            .map(one -> one.path("headHash"))
                                            .distinct()
                                            .count()
                                    == 1
                            && all.stream()
                                            .map(one -> one.path("stateRoot"))
                                            .distinct()
                                            .count()
                                    == 1;
                },
                PATIENCE,
                "all hospitals have the same chain");
        return status(0);
    }

    /** Is it in a block, as this hospital's node knows? */
    boolean hasCommitted(int index, Hash txId) {
        return nodes.get(index).transaction(txId).path("status").asText().equals("COMMITTED");
    }

    /** Ends all processes; the desks stay. */
    void stop() throws IOException, InterruptedException {
        stop(testnet);
    }

    private static void stop(Testnet testnet) throws IOException, InterruptedException {
        for (NodeProcess process : testnet.processes()) {
            Optional<ProcessHandle> running = process.running();
            if (running.isPresent()) {
                process.stop(running.get(), GRACE_SECONDS);
            }
        }
    }

    @Override
    public void close() throws IOException {
        desks.forEach(HospitalDesk::close);
        try {
            stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // Below the ports that the system gives to outgoing connections: there a free one can be taken at any moment.
    private static int freeBasePort(int size) throws IOException {
        for (int tries = 0; tries < 1_000; tries++) {
            int base = ThreadLocalRandom.current().nextInt(12_000, 32_000);
            if (IntStream.range(0, size)
                    .allMatch(i -> isFree(base + i) && isFree(base + 100 + i) && isFree(base + 200 + i))) {
                return base;
            }
        }
        throw new IOException("no free ports found in 1,000 tries; close some servers and try again");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException inUse) {
            return false;
        }
    }
}
