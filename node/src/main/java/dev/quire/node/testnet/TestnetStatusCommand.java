package dev.quire.node.testnet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.node.client.ApiClient;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quire testnet status DIR}. */
@Command(
        name = "status",
        description = "Ask every node where it stands. 0: all answer, 1: some, 5: none.",
        mixinStandardHelpOptions = true)
final class TestnetStatusCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    @Parameters(paramLabel = "DIR", description = "a testnet's directory")
    private Path directory;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        Testnet testnet = Testnet.open(directory);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode rows = answer.putArray("nodes");
        int answering = 0;
        for (int node = 0; node < testnet.size(); node++) {
            NodeProcess process = testnet.processes().get(node);
            ObjectNode row = rows.addObject();
            row.put("name", process.name());
            process.running().ifPresent(handle -> row.put("pid", handle.pid()));
            Optional<JsonNode> status = ask(URI.create(testnet.apiUrl(node)));
            row.put("state", status.isPresent() ? "up" : "down");
            if (status.isPresent()) {
                answering++;
                describe(status.get(), row);
            }
            row.put("api", testnet.apiUrl(node));
        }
        output.print(answer);
        return answering == testnet.size() ? ExitCode.OK : answering > 0 ? ExitCode.NO : ExitCode.UNREACHABLE;
    }

    private static Optional<JsonNode> ask(URI endpoint) {
        try {
            return Optional.of(new ApiClient(endpoint, PATIENCE).status());
        } catch (CommandException e) {
            return Optional.empty();
        }
    }

    private static void describe(JsonNode status, ObjectNode row) {
        String reign = status.has("view") ? "view" : "term";
        for (String field : new String[] {"role", reign, "height", "certifiedHeight", "stateRoot"}) {
            row.set(field, status.path(field));
        }
    }
}
