package dev.quire.node.testnet;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quire testnet down DIR}. */
@Command(name = "down", description = "Stop the nodes that run.", mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {
    private static final int GRACE_SECONDS = 10;

    @Parameters(paramLabel = "DIR", description = "a testnet's directory")
    private Path directory;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException, InterruptedException {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode rows = answer.putArray("nodes");
        for (NodeProcess node : Testnet.open(directory).processes()) {
            Optional<ProcessHandle> running = node.running();
            ObjectNode row = rows.addObject();
            row.put("name", node.name());
            row.put("state", running.isEmpty() ? "not running" : stop(node, running.get()));
        }
        output.print(answer);
        return ExitCode.OK;
    }

    private String stop(NodeProcess node, ProcessHandle process) throws IOException, InterruptedException {
        boolean clean = node.stop(process, GRACE_SECONDS);
        output.remark(node.name() + (clean ? " has stopped" : " had to be killed"));
        return clean ? "stopped" : "killed";
    }
}
