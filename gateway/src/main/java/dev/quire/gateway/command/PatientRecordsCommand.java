package dev.quire.gateway.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.health.RecordEntry;
import dev.quire.health.client.Proven;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code quire health patient records}. */
@Command(
        name = "records",
        description = "List the records of your file: these and no others.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  quire health patient records --profile ana"})
final class PatientRecordsCommand implements Callable<Integer> {
    @Mixin
    private PatientOptions options;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        try (PatientOptions.Session session = options.open()) {
            Proven<RecordEntry> found = Failures.done(session.patient().records());
            ObjectNode answer = session.answer(found.height());
            ArrayNode rows = answer.putArray("records");
            found.entries().forEach(entry -> rows.add(session.rows().record(entry)));
            output.print(answer);
        }
        return ExitCode.OK;
    }
}
