package dev.quire.node.storage;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.StateRebuild;
import dev.quire.node.terminal.Bar;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code quire rebuild-state DIR}. */
@Command(
        name = "rebuild-state",
        description = "Make a stopped node's state anew from its journal. Goes on where it was interrupted.",
        mixinStandardHelpOptions = true)
public final class RebuildStateCommand implements Callable<Integer> {
    @Mixin
    private NodeHome home;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        long begun = System.nanoTime();
        StateRebuild.Report report =
                home.use(node -> Bar.ofBytesThenBlocks("Snapshot", "Rebuilding", new StateRebuild(node)::run));
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("directory", home.directory().toString());
        answer.put("height", report.height());
        answer.put("headHash", report.headHash().toHex());
        answer.put("stateRoot", report.stateRoot().toHex());
        answer.put("resumedFrom", report.resumedFrom());
        answer.put("transactions", report.transactions());
        answer.put("millis", millis);
        output.print(answer);
        return ExitCode.OK;
    }
}
