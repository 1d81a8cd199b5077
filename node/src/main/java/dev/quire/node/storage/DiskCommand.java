package dev.quire.node.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.DiskUse;
import dev.quire.node.api.StorageViews;
import dev.quire.node.client.Endpoint;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quire disk DIR} and {@code quire disk --endpoint URL}. */
@Command(
        name = "disk",
        description = "Show what a node keeps on its disk, in bytes: of a directory, or of a running node.",
        mixinStandardHelpOptions = true)
public final class DiskCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            description = "a node's directory, with its node.properties; without it the node at --endpoint is asked")
    private @Nullable Path directory;

    @Mixin
    private Endpoint endpoint;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        output.print(directory == null ? (ObjectNode) endpoint.client().storage() : measured(directory));
        return ExitCode.OK;
    }

    private static ObjectNode measured(Path directory) throws IOException {
        Path dataDir = NodeHome.settings(directory).dataDir();
        if (!Files.isDirectory(dataDir)) {
            throw new CommandException(
                    ExitCode.INPUT_OUTPUT, "there is no data directory " + dataDir, "Start the node once: it makes it");
        }
        return StorageViews.use(DiskUse.of(dataDir), DiskUse.columns(dataDir));
    }
}
