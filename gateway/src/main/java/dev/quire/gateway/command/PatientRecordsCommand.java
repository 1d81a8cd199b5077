package dev.quire.gateway.command;

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
            output.print(session.list("records", Failures.done(session.patient().records()), session.rows()::record));
        }
        return ExitCode.OK;
    }
}
