package dev.quire.node.testnet;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.node.client.ApiClient;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quire testnet up DIR}. */
@Command(
        name = "up",
        description = "Start the nodes that do not run, and wait until they are ready and can commit. 1: they cannot.",
        mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final long PAUSE_MILLIS = 100;

    @Parameters(paramLabel = "DIR", description = "a testnet's directory")
    private Path directory;

    @Option(
            names = "--timeout-seconds",
            defaultValue = "120",
            description = "how long to wait for each node, and then for all together; default: ${DEFAULT-VALUE}")
    private int timeoutSeconds;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Testnet testnet = Testnet.open(directory);
        List<NodeProcess.Start> starts = new ArrayList<>();
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode rows = answer.putArray("nodes");
        for (int node = 0; node < testnet.size(); node++) {
            NodeProcess process = testnet.processes().get(node);
            Optional<ProcessHandle> running = process.running();
            ObjectNode row = rows.addObject();
            row.put("name", process.name());
            row.put("api", testnet.apiUrl(node));
            if (running.isPresent()) {
                row.put("pid", running.get().pid());
                row.put("started", false);
            } else {
                NodeProcess.Start start = process.start();
                row.put("pid", start.process().pid());
                row.put("started", true);
                starts.add(start);
            }
        }
        for (int i = 0; i < starts.size(); i++) {
            starts.get(i).await(timeoutSeconds);
            output.remark(starts.get(i).node().name() + " is ready (" + (i + 1) + " of " + starts.size() + ")");
        }
        awaitNetwork(testnet);
        output.print(answer);
        return ExitCode.OK;
    }

    /** That processes run is not enough: a majority of them (PBFT: a quorum) must hear each other and follow one leader. */
    private void awaitNetwork(Testnet testnet) throws InterruptedException {
        List<ApiClient> clients = testnet.clients(PATIENCE);
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeoutSeconds);
        for (int i = 0; !clients.get(i % clients.size()).isConfirmed(PATIENCE); i++) {
            if (System.nanoTime() > deadlineNanos) {
                throw new CommandException(
                        ExitCode.NO,
                        "the nodes run, but after " + timeoutSeconds + " seconds not enough of them hear each other and"
                                + " follow one leader: nothing can be committed",
                        "See quire testnet status " + directory + " and the nodes' logs; the nodes go on trying");
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        output.remark("the network can commit");
    }
}
