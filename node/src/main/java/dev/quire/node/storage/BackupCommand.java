package dev.quire.node.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.Progress;
import dev.quire.node.client.ApiClient;
import dev.quire.node.client.Endpoint;
import dev.quire.node.terminal.Bar;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code quire backup}. */
@Command(
        name = "backup",
        description = "Have a running node back itself up into its backup.dir, while it goes on; wait for the end.",
        mixinStandardHelpOptions = true)
public final class BackupCommand implements Callable<Integer> {
    private static final long POLL_MILLIS = 200;

    @Mixin
    private Endpoint endpoint;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        ApiClient client = endpoint.client();
        JsonNode begun = client.startBackup();
        ObjectNode ended = Bar.ofBytes("Backing up", progress -> awaitEnd(client, begun, progress));
        if (ended.path("state").asText().equals("FAILED")) {
            throw new CommandException(
                    ExitCode.INPUT_OUTPUT,
                    "the back-up has failed: " + ended.path("problem").asText(),
                    "See to the node's backup.dir, its permissions and its free space, then try again");
        }
        output.print(ended);
        return ExitCode.OK;
    }

    private static ObjectNode awaitEnd(ApiClient client, JsonNode begun, Progress progress) throws IOException {
        while (true) {
            JsonNode backup = client.storage().path("backup");
            if (!backup.path("directory").equals(begun.path("directory"))) {
                throw new CommandException(
                        ExitCode.INPUT_OUTPUT,
                        "the node was restarted, or another back-up has begun, before this one was seen to end",
                        "Look whether " + begun.path("directory").asText() + " is there");
            }
            progress.at(backup.path("bytes").asLong(), backup.path("ofBytes").asLong());
            if (!backup.path("state").asText().equals("RUNNING")) {
                return (ObjectNode) backup;
            }
            pause();
        }
    }

    private static void pause() throws InterruptedIOException {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("while the back-up ran; it goes on at the node");
        }
    }
}
