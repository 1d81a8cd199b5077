package dev.quire.gateway.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.health.Id;
import dev.quire.health.client.Synced;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quire health patient sync GRANT}. */
@Command(
        name = "sync",
        description = {
            "Seal what a permission covers and was not sealed yet.",
            "That is what no vault gave when it was allowed, and what was written since.",
            "Ends with 1 where a record was left as it is."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  quire health patient sync 9a7e0c4d5f2b4b1f8c3d6e1a0b9c8d7e --profile ana"})
final class PatientSyncCommand implements Callable<Integer> {
    @Parameters(paramLabel = "GRANT", converter = IdConverter.class, description = "its id: patient grants")
    private Id grant;

    @Option(
            names = "--record",
            paramLabel = "ID",
            split = ",",
            converter = IdConverter.class,
            description = "left unsealed when it was allowed; may be repeated")
    private List<Id> unsealed = List.of();

    @Mixin
    private PatientOptions options;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        try (PatientOptions.Session session = options.open()) {
            Synced synced = Failures.done(session.patient().sync(grant, unsealed));
            ObjectNode answer = Rows.object()
                    .put("grant", grant.toHex())
                    .put("sealed", synced.records().size());
            answer.set("records", Rows.ids(synced.records()));
            Rows.addLeft(answer, synced.left());
            output.print(answer);
            return synced.left().isEmpty() ? ExitCode.OK : ExitCode.NO;
        }
    }
}
