package dev.quire.gateway.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.health.GrantEntry;
import dev.quire.health.client.Proven;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code quire health patient grants}. */
@Command(
        name = "grants",
        description = "List what you have allowed and forbidden, ended ones included.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  quire health patient grants --profile ana"})
final class PatientGrantsCommand implements Callable<Integer> {
    @Mixin
    private PatientOptions options;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        try (PatientOptions.Session session = options.open()) {
            Proven<GrantEntry> found = Failures.done(session.patient().grants());
            ObjectNode answer = session.answer(found.height());
            ArrayNode rows = answer.putArray("grants");
            found.entries().forEach(entry -> rows.add(session.rows().grant(entry)));
            output.print(answer);
        }
        return ExitCode.OK;
    }
}
