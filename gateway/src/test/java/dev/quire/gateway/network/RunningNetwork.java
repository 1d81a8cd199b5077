package dev.quire.gateway.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import picocli.CommandLine;

/** Hospitals in processes of their own, founded and started by the commands that people use. */
final class RunningNetwork implements AutoCloseable {
    private final Testnet testnet;

    private RunningNetwork(Testnet testnet) {
        this.testnet = testnet;
    }

    /** Founds it; nothing runs yet. */
    static RunningNetwork create(Path directory, Protocol protocol) throws IOException {
        run(
                new CreateNetworkCommand(),
                directory.toString(),
                "--consensus",
                protocol.name(),
                "--base-port",
                "" + freeBasePort(protocol.usualSize()));
        return new RunningNetwork(Testnet.open(directory));
    }

    /** Changes the settings of a hospital's node, which does not run. */
    void set(int number, UnaryOperator<String> change) throws IOException {
        Path file = testnet.nodeDirectory(number).resolve("node.properties");
        Files.writeString(file, change.apply(Files.readString(file)));
    }

    /** Runs another program as a hospital's node, and returns when it is ready. */
    void start(int number, Class<?> program) throws IOException {
        Path directory = testnet.nodeDirectory(number);
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dlogback.configurationFile=logback.xml",
                        program.getName(),
                        directory.resolve("node.properties").toString())
                .redirectError(ProcessBuilder.Redirect.appendTo(log(number).toFile()));
        // As an argument it would hide the others, by which the process is known again.
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process process = builder.start();
        Files.writeString(directory.resolve("node.pid"), process.pid() + "\n");
        assertThat(process.inputReader().readLine())
                .as("first line of %s, whose log is %s", program.getSimpleName(), log(number))
                .startsWith("READY ");
    }

    /** What a hospital's node has logged, its service included. */
    Path log(int number) {
        return testnet.nodeDirectory(number).resolve("node.log");
    }

    /** What a hospital's node says of itself. */
    JsonNode status(int number) {
        return testnet.clients(Duration.ofSeconds(10)).get(number).status();
    }

    /** Starts those that do not run. */
    void up() throws IOException {
        try {
            run(new TestnetCommand(), "up", testnet.directory().toString());
        } catch (AssertionError e) {
            close();
            throw e;
        }
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
