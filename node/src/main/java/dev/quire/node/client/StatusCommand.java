package dev.quire.node.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code quire status}. */
@Command(name = "status", description = "Show a node at a glance.", mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {
    @Mixin
    private Endpoint endpoint;

    @Mixin
    private Output output;

    @Override
    public Integer call() {
        output.print((ObjectNode) endpoint.client().status());
        return ExitCode.OK;
    }
}
