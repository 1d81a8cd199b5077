package dev.quire.node.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quire.hash.Hash;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quire receipt ID --out FILE}. */
@Command(
        name = "receipt",
        description = "Save a transaction's receipt, as soon as a certificate covers its block.",
        mixinStandardHelpOptions = true)
public final class ReceiptCommand implements Callable<Integer> {
    private static final long PAUSE_MILLIS = 100;
    private static final Set<String> NEVER = new TreeSet<>(List.of("REJECTED", "EXPIRED", "PRUNED"));

    @Parameters(paramLabel = "ID", converter = HashConverter.class, description = "the transaction's id")
    private Hash id;

    @Option(
            names = "--timeout-seconds",
            defaultValue = "30",
            description = "how long to wait for the certificate; default: ${DEFAULT-VALUE}")
    private int timeoutSeconds;

    @Mixin
    private ProofFile file;

    @Mixin
    private Endpoint endpoint;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws InterruptedException {
        ApiClient client = endpoint.client();
        awaitCertified(client);
        output.print(file.save(client.receipt(id)));
        return ExitCode.OK;
    }

    private void awaitCertified(ApiClient client) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + timeoutSeconds * 1_000_000_000L;
        while (true) {
            JsonNode transaction = client.transaction(id);
            String status = transaction.path("status").asText();
            if (transaction.path("certified").asBoolean()) {
                return;
            }
            // Perhaps pruned: a new one may still come.
            if (NEVER.contains(status) && !transaction.has("validBeforeMicros")) {
                throw new CommandException(
                        ExitCode.NO,
                        "transaction " + id + " is " + status + ": it has no receipt",
                        "See quire tx " + id);
            }
            if (System.nanoTime() > deadlineNanos) {
                throw new CommandException(
                        ExitCode.NO,
                        "transaction " + id + " is " + status + " and not certified after " + timeoutSeconds + " s",
                        "Check that a majority of the members runs (quire status), then ask again");
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }
}
