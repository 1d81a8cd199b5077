package dev.quire.gateway.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.node.config.Protocol;
import dev.quire.node.testnet.NodeProcess;
import dev.quire.node.testnet.Testnet;
import dev.quire.node.testnet.TestnetCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import picocli.CommandLine;

/** Hospitals in processes of their own, founded and started by the commands that people use. */
final class RunningNetwork implements AutoCloseable {
    private final Testnet testnet;

    private RunningNetwork(Testnet testnet) {
        this.testnet = testnet;
    }

    static RunningNetwork start(Path directory, Protocol protocol) throws IOException {
        run(
                new CreateNetworkCommand(),
                directory.toString(),
                "--consensus",
                protocol.name(),
                "--base-port",
                "" + freeBasePort(protocol.usualSize()));
        RunningNetwork network = new RunningNetwork(Testnet.open(directory));
        try {
            network.up();
        } catch (AssertionError e) {
            network.close();
            throw e;
        }
        return network;
    }

    /** Starts those that do not run. */
    void up() {
        run(new TestnetCommand(), "up", testnet.directory().toString());
    }

    private static void run(Object command, String... arguments) {
        StringWriter text = new StringWriter();
        PrintWriter printer = new PrintWriter(text);
        int exitCode = new CommandLine(command).setOut(printer).setErr(printer).execute(arguments);
        assertThat(exitCode).as("%s", text).isZero();
    }

    private static int freeBasePort(int size) {
        while (true) {
            int base = ThreadLocalRandom.current().nextInt(12_000, 32_000);
            if (IntStream.range(0, size)
                    .allMatch(i -> isFree(base + i) && isFree(base + 100 + i) && isFree(base + 200 + i))) {
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

    Path directory() {
        return testnet.directory();
    }

    Path hospital(int number) {
        return NetworkFounder.hospitalDirectory(testnet, number);
    }

    /** As by kill -9. */
    void kill(int number) throws IOException {
        testnet.processes().get(number).running().ifPresent(RunningNetwork::kill);
    }

    private static void kill(ProcessHandle process) {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() throws IOException {
        for (NodeProcess node : testnet.processes()) {
            node.running().ifPresent(RunningNetwork::kill);
        }
    }
}
