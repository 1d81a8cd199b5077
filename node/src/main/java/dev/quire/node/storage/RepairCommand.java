package dev.quire.node.storage;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.NodeDirectory;
import dev.quire.Repair;
import dev.quire.StoredBlocks;
import dev.quire.node.api.StorageViews;
import dev.quire.node.client.ApiClient;
import dev.quire.node.client.Endpoint;
import dev.quire.node.client.EndpointConverter;
import dev.quire.node.config.NodeSettings;
import dev.quire.node.terminal.Bar;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quire repair DIR --from SOURCE}. */
@Command(
        name = "repair",
        description =
                "Fetch a stopped node's damaged blocks, and make a damaged state anew. 0: whole, 1: not all of it.",
        mixinStandardHelpOptions = true)
public final class RepairCommand implements Callable<Integer> {
    @Mixin
    private NodeHome home;

    @Option(
            names = "--from",
            paramLabel = "SOURCE",
            description = "another member's API, the directory of a stopped member, or a back-up of any")
    private Optional<String> source = Optional.empty();

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        Repair.Report report = home.use(this::repair);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("directory", home.directory().toString());
        answer.put("whole", report.left().isEmpty());
        ArrayNode repaired = answer.putArray("repaired");
        report.repaired().forEach(repaired::add);
        answer.put("stateRebuilt", report.stateRebuilt());
        answer.put("recovering", report.recovering());
        answer.set("findings", StorageViews.findings(report.left()));
        output.print(answer);
        return report.left().isEmpty() ? ExitCode.OK : ExitCode.NO;
    }

    private Repair.Report repair(NodeDirectory node) throws IOException {
        Repair repair = new Repair(node);
        if (source.isEmpty()) {
            return Bar.ofBlocks("Repairing", progress -> repair.run(height -> Optional.empty(), progress));
        } else if (source.get().startsWith("http:") || source.get().startsWith("https:")) {
            ApiClient peer = new ApiClient(new EndpointConverter().convert(source.get()), Endpoint.PATIENCE);
            return Bar.ofBlocks("Repairing", progress -> repair.run(new PeerBlocks(peer), progress));
        }
        try (StoredBlocks blocks = stored(node, Path.of(source.get()))) {
            return Bar.ofBlocks("Repairing", progress -> repair.run(blocks, progress));
        }
    }

    private static StoredBlocks stored(NodeDirectory node, Path directory) throws IOException {
        if (!Files.exists(directory.resolve("node.properties"))) {
            return StoredBlocks.ofBackup(directory, node.genesis(), node.plugins());
        }
        NodeSettings other = NodeSettings.load(directory.resolve("node.properties"));
        return StoredBlocks.of(
                new NodeDirectory(other.dataDir(), other.key().publicKey(), node.genesis(), node.plugins()));
    }
}
