package dev.quire.node.testnet;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quire testnet up DIR}. */
@Command(
        name = "up",
        description = "Start the nodes that do not run, and wait until they are ready.",
        mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "a testnet's directory")
    private Path directory;

    @Option(
            names = "--timeout-seconds",
            defaultValue = "120",
            description = "how long to wait for each node; default: ${DEFAULT-VALUE}")
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
        output.print(answer);
        return ExitCode.OK;
    }
}
