package dev.quire.gateway.command;

import dev.quire.health.Id;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import dev.quire.receipt.Receipt;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quire health patient decline REQUEST}. */
@Command(
        name = "decline",
        description = "Say no to a request.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  quire health patient decline 61d2f1a07c2b4c0e9f3e5d8a1b7c4f60 \\",
            "    --profile ana"
        })
final class PatientDeclineCommand implements Callable<Integer> {
    @Parameters(paramLabel = "REQUEST", converter = IdConverter.class, description = "its id: patient requests")
    private Id request;

    @Mixin
    private PatientOptions options;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        try (PatientOptions.Session session = options.open()) {
            Receipt receipt = Failures.done(session.patient().decline(request));
            output.print(Rows.receipt(receipt).put("request", request.toHex()));
        }
        return ExitCode.OK;
    }
}
