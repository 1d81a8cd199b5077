package dev.quire.node.testnet;

import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One node of a testnet as a process of its own.
 *
 * @param directory absolute; holds node.properties, node.log and node.pid
 */
public record NodeProcess(String name, Path directory) {
    private static final String READY = "READY ";
    private static final int LOG_TAIL_LINES = 5;

    private Path config() {
        return directory.resolve("node.properties");
    }

    private Path pidFile() {
        return directory.resolve("node.pid");
    }

    private Path log() {
        return directory.resolve("node.log");
    }

    /** The process, if it runs. A number that the system has given to another program since is not believed. */
    public Optional<ProcessHandle> running() throws IOException {
        if (!Files.exists(pidFile())) {
            return Optional.empty();
        }
        String digits = Files.readString(pidFile()).strip();
        return digits.matches("[0-9]{1,18}")
                ? ProcessHandle.of(Long.parseLong(digits)).filter(this::isOurs)
                : Optional.empty();
    }

    private boolean isOurs(ProcessHandle process) {
        return process.isAlive()
                && process.info()
                        .arguments()
                        .map(arguments -> Arrays.asList(arguments).contains(config().toString()))
                        .orElse(false);
    }

    /** A start that has not been reported yet. */
    public record Start(NodeProcess node, Process process, CompletableFuture<String> ready) {
        /**
         * Waits for the node's READY line.
         *
         * @throws CommandException if the process ends before, or time is up
         */
        public void await(int timeoutSeconds) throws InterruptedException {
            try {
                String line = ready.get(timeoutSeconds, TimeUnit.SECONDS);
                if (!line.startsWith(READY)) {
                    throw node.failed("it ended with exit code " + process.waitFor());
                }
            } catch (TimeoutException e) {
                throw node.failed("it is not ready after " + timeoutSeconds + " seconds; it still runs");
            } catch (ExecutionException e) {
                throw node.failed("its output cannot be read: " + e.getCause());
            }
        }
    }

    /** Starts a process that appends to node.log; it lives on without this one. */
    public Start start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command())
                .directory(directory.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectError(ProcessBuilder.Redirect.appendTo(log().toFile()));
        // Not an argument: a long one hides all arguments from whoever asks later whose process this is.
        builder.environment().put("CLASSPATH", absoluteClassPath());
        Process process = builder.start();
        Files.writeString(pidFile(), process.pid() + "\n");
        CompletableFuture<String> ready = new CompletableFuture<>();
        Thread reader = new Thread(() -> readUntilReady(process, ready), name + "-ready");
        reader.setDaemon(true);
        reader.start();
        return new Start(this, process, ready);
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
        // Whatever else is on the class path: standard output is for READY alone.
        command.add("-Dlogback.configurationFile=logback.xml");
        Arrays.stream(Optional.ofNullable(System.getenv("QUIRE_JAVA_OPTS"))
                        .orElse("")
                        .split(" "))
                .filter(option -> !option.isBlank())
                .forEach(command::add);
        command.addAll(List.of("dev.quire.node.Main", "start", "--config"));
        command.add(config().toString());
        return command;
    }

    // The node runs in its own directory.
    private static String absoluteClassPath() {
        return String.join(
                File.pathSeparator,
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(entry -> Path.of(entry).toAbsolutePath().toString())
                        .toList());
    }

    // What stands before READY is not the node's own: a JVM given options by its environment says so first.
    private static void readUntilReady(Process process, CompletableFuture<String> ready) {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        try {
            String line = lines.readLine();
            while (line != null && !line.startsWith(READY)) {
                line = lines.readLine();
            }
            ready.complete(line == null ? "" : line);
        } catch (IOException e) {
            ready.completeExceptionally(new UncheckedIOException(e));
        }
    }

    private CommandException failed(String why) {
        return new CommandException(
                ExitCode.NO, name + " did not start: " + why + logTail(), "See " + log() + ", mend it, and try again");
    }

    private String logTail() {
        try {
            List<String> lines = Files.readAllLines(log(), StandardCharsets.UTF_8);
            List<String> last = lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size());
            return last.isEmpty() ? "" : "\n  " + String.join("\n  ", last);
        } catch (IOException e) {
            return "\n  (its log cannot be read: " + e.getMessage() + ")";
        }
    }

    /** Asks the process to stop, and ends it if it has not after {@code graceSeconds}. Returns whether it did stop itself. */
    public boolean stop(ProcessHandle process, int graceSeconds) throws IOException, InterruptedException {
        boolean clean = true;
        process.destroy();
        try {
            process.onExit().get(graceSeconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            clean = false;
            process.destroyForcibly();
            awaitEnd(process);
        } catch (ExecutionException e) {
            throw new IOException("nobody can tell whether process " + process.pid() + " has ended", e);
        }
        Files.deleteIfExists(pidFile());
        return clean;
    }

    private static void awaitEnd(ProcessHandle process) throws IOException, InterruptedException {
        try {
            process.onExit().get(10, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new IOException("process " + process.pid() + " does not end even when it is killed", e);
        }
    }
}
