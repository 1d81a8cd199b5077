package dev.quire.node.storage;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.NodeDirectory;
import dev.quire.Restore;
import dev.quire.node.api.StorageViews;
import dev.quire.node.terminal.Bar;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quire restore DIR --from BACKUP}. */
@Command(
        name = "restore",
        description = "Put a back-up into a node's empty data directory, if it is whole. 0: done, 1: it is damaged.",
        mixinStandardHelpOptions = true)
public final class RestoreCommand implements Callable<Integer> {
    @Mixin
    private NodeHome home;

    @Option(
            names = "--from",
            paramLabel = "BACKUP",
            required = true,
            description = "a directory that quire backup made")
    private Path backup;

    @Option(
            names = "--accept-loss",
            description = "for a chain with one member: go on without what was committed after the back-up")
    private boolean acceptLoss;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        Restore.Report report = home.use(this::restore);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("directory", home.directory().toString());
        answer.put("restored", report.findings().isEmpty());
        answer.put("height", report.height());
        answer.put("headHash", report.headHash().toHex());
        answer.put("recovering", report.recovering());
        answer.set("findings", StorageViews.findings(report.findings()));
        output.print(answer);
        return report.findings().isEmpty() ? ExitCode.OK : ExitCode.NO;
    }

    private Restore.Report restore(NodeDirectory node) throws IOException {
        Restore restore = new Restore(backup, node, acceptLoss);
        Bar.ofBytes("Copying", progress -> {
            restore.copy(progress);
            return restore;
        });
        return Bar.ofBlocks("Verifying", restore::finish);
    }
}
