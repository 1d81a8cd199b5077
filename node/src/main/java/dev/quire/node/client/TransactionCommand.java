package dev.quire.node.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.hash.Hash;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quire tx ID}. */
@Command(
        name = "tx",
        description = "Show where a transaction stands. 0: in a block, 1: not.",
        mixinStandardHelpOptions = true)
public final class TransactionCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", converter = HashConverter.class, description = "the transaction's id")
    private Hash id;

    @Mixin
    private Endpoint endpoint;

    @Mixin
    private Output output;

    @Override
    public Integer call() {
        ObjectNode answer = (ObjectNode) endpoint.client().transaction(id);
        output.print(answer);
        return answer.path("status").asText().equals("COMMITTED") ? ExitCode.OK : ExitCode.NO;
    }
}
