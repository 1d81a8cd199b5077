package dev.quire.gateway.command;

import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code quire health patient emergencies}. */
@Command(
        name = "emergencies",
        description = "Show who opened essentials without asking, and what was said of it.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  quire health patient emergencies --profile ana"})
final class PatientEmergenciesCommand implements Callable<Integer> {
    @Mixin
    private PatientOptions options;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        try (PatientOptions.Session session = options.open()) {
            output.print(session.list(
                    "emergencies", Failures.done(session.patient().emergencies()), session.rows()::emergency));
        }
        return ExitCode.OK;
    }
}
