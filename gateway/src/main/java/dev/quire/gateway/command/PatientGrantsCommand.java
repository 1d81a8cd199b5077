package dev.quire.gateway.command;

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
            output.print(session.list("grants", Failures.done(session.patient().grants()), session.rows()::grant));
        }
        return ExitCode.OK;
    }
}
