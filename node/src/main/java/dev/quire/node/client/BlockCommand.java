package dev.quire.node.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quire block HEIGHT}. */
@Command(name = "block", description = "Show a committed block.", mixinStandardHelpOptions = true)
public final class BlockCommand implements Callable<Integer> {
    @Parameters(paramLabel = "HEIGHT", description = "from 0, the block that the genesis document makes")
    private long height;

    @Mixin
    private Endpoint endpoint;

    @Mixin
    private Output output;

    @Override
    public Integer call() {
        output.print((ObjectNode) endpoint.client().block(height));
        return ExitCode.OK;
    }
}
