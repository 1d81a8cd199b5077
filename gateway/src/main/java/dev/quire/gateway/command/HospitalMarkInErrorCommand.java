package dev.quire.gateway.command;

import dev.quire.gateway.network.HospitalDesk;
import dev.quire.health.Id;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quire health hospital mark-in-error RECORD}. */
@Command(
        name = "mark-in-error",
        description = "Say that a record should never have been written: nobody reads it any more.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  quire health hospital mark-in-error 3f0c5b7be8a94d21b6a4f1de0c7a9e55 \\",
            "    --profile net/hospital-0"
        })
final class HospitalMarkInErrorCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RECORD", converter = IdConverter.class, description = "its id")
    private Id record;

    @Mixin
    private HospitalOptions options;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        try (HospitalDesk desk = options.open()) {
            output.print(Rows.receipt(Failures.done(desk.hospital().markEnteredInError(record)))
                    .put("record", record.toHex()));
        }
        return ExitCode.OK;
    }
}
